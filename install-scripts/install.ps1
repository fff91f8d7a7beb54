# Installs Keyferry from a clone or an unpacked release: finds a Node that is new enough, builds the program if it is
# missing, and runs `keyferry install` with all arguments.
# Works in Windows PowerShell 5.1 and in PowerShell 7; run it with
#   powershell -ExecutionPolicy Bypass -File install-scripts\install.ps1
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Stop-Install([string] $Sentence) {
    [Console]::Error.WriteLine("keyferry: $Sentence")
    exit 1
}

function Test-NewNode([string] $Path) {
    if (-not (Test-Path -LiteralPath $Path -PathType Leaf)) { return $false }
    & $Path -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' | Out-Null
    return $LASTEXITCODE -eq 0
}

function Find-Node {
    $candidates = @()
    $onPath = Get-Command -Name node -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($null -ne $onPath) { $candidates += $onPath.Path }
    foreach ($parent in @($env:ProgramFiles, ${env:ProgramFiles(x86)}, $env:LOCALAPPDATA)) {
        if ($parent) { $candidates += (Join-Path -Path $parent -ChildPath 'nodejs\node.exe') }
    }
    foreach ($candidate in $candidates) {
        if (Test-NewNode $candidate) { return $candidate }
    }
    return $null
}

# Variables such as NODE_OPTIONS or OPENSSL_CONF can load other code into Node. The script removes all variables except
# those that install, npm and Windows itself need. At the end, the script restores the removed variables of this
# PowerShell session.
$allowed = @(
    'USERPROFILE', 'LOCALAPPDATA', 'APPDATA', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432', 'ProgramData',
    'CommonProgramFiles', 'SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'Path', 'PATHEXT', 'PSModulePath', 'TEMP',
    'TMP', 'HOMEDRIVE', 'HOMEPATH', 'USERNAME', 'USERDOMAIN', 'OS', 'PROCESSOR_ARCHITECTURE', 'NUMBER_OF_PROCESSORS',
    'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'
)
$dropped = @{}
foreach ($entry in @([Environment]::GetEnvironmentVariables('Process').GetEnumerator())) {
    if ($allowed -notcontains $entry.Key) {
        $dropped[$entry.Key] = $entry.Value
        [Environment]::SetEnvironmentVariable($entry.Key, $null, 'Process')
    }
}

try {
    $root = Split-Path -Parent -Path $PSScriptRoot
    $program = [IO.Path]::Combine($root, 'dist', 'host', 'keyferry.cjs')

    $node = Find-Node
    if ($null -eq $node) {
        Stop-Install 'No Node 20 or newer was found; install it from https://nodejs.org, then try again.'
    }

    if (-not (Test-Path -LiteralPath $program -PathType Leaf)) {
        if (-not (Test-Path -LiteralPath (Join-Path -Path $root -ChildPath 'package.json') -PathType Leaf)) {
            Stop-Install "$program is missing; unpack the release again."
        }
        # The script starts npm.cmd and not npm.ps1, because Windows may forbid PowerShell scripts.
        $npm = Get-Command -Name @('npm.cmd', 'npm') -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($null -eq $npm) {
            Stop-Install 'npm was not found, and the program is not built yet; install npm, then try again.'
        }
        Push-Location -LiteralPath $root
        try {
            if (-not (Test-Path -LiteralPath 'node_modules' -PathType Container)) {
                & $npm.Path ci | Out-Host
                if ($LASTEXITCODE -ne 0) { Stop-Install 'npm ci failed; see the messages above.' }
            }
            & $npm.Path run build | Out-Host
            if ($LASTEXITCODE -ne 0) { Stop-Install 'The program could not be built; see the messages above.' }
        }
        finally {
            Pop-Location
        }
    }

    & $node $program install @args
    exit $LASTEXITCODE
}
finally {
    foreach ($name in $dropped.Keys) { [Environment]::SetEnvironmentVariable($name, $dropped[$name], 'Process') }
}
