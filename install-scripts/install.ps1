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

# NODE_OPTIONS can load other code into Node.
foreach ($name in @('NODE_OPTIONS', 'NODE_PATH', 'NODE_DEBUG', 'NODE_V8_COVERAGE')) {
    Remove-Item -Path "Env:$name" -ErrorAction SilentlyContinue
}

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
    # npm.cmd, because npm.ps1 does not run where scripts are not allowed.
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
