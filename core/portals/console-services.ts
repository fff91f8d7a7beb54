/** A service of the AWS console. */
export interface ConsoleService {
  readonly name: string;
  /** The service's page, in the form that `consoleDestination` accepts. */
  readonly page: string;
  /** Other words that people type for the service. */
  readonly words: string;
}

const service = (name: string, page: string, words = ''): ConsoleService => ({ name, page, words });

/**
 * The console pages that people open most. Source: the links in the console's own list of services. The links are the
 * same in all partitions.
 */
export const consoleServices: readonly ConsoleService[] = [
  service('S3', 's3/home', 'buckets storage'),
  service('EC2', 'ec2/home', 'instances virtual machines'),
  service('CloudWatch', 'cloudwatch/home', 'metrics alarms'),
  service('CloudWatch Logs', 'cloudwatch/home#logsV2:log-groups', 'log groups'),
  service('Lambda', 'lambda/home', 'functions'),
  service('IAM', 'iam/home', 'users roles policies'),
  service('RDS', 'rds/home', 'databases aurora'),
  service('DynamoDB', 'dynamodbv2/home', 'tables'),
  service('CloudFormation', 'cloudformation/home', 'stacks'),
  service('VPC', 'vpcconsole/home', 'network subnets'),
  service('ECS', 'ecs/v2/home', 'containers fargate'),
  service('EKS', 'eks/home', 'kubernetes'),
  service('ECR', 'ecr/home', 'container images'),
  service('Route 53', 'route53/v2/home', 'dns domains'),
  service('CloudFront', 'cloudfront/v4/home', 'cdn distributions'),
  service('API Gateway', 'apigateway/home', 'rest http'),
  service('SQS', 'sqs/v3/home', 'queues'),
  service('SNS', 'sns/v3/home', 'topics notifications'),
  service('EventBridge', 'events/home', 'rules schedules'),
  service('Step Functions', 'states/home', 'state machines'),
  service('Secrets Manager', 'secretsmanager/home', 'secrets'),
  service('Systems Manager', 'systems-manager/home', 'ssm parameters session'),
  service('KMS', 'kms/home', 'keys encryption'),
  service('CloudTrail', 'cloudtrailv2/home', 'audit events'),
  service('CodePipeline', 'codesuite/codepipeline/home', 'build deploy'),
  service('Athena', 'athena/home', 'queries sql'),
  service('Glue', 'glue/home', 'etl catalog'),
  service('Bedrock', 'bedrock/home', 'models'),
  service('Billing and costs', 'costmanagement/home', 'cost explorer budgets bills'),
  service('CloudShell', 'cloudshell/home', 'terminal'),
];

const compact = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');

/** The service's name as one word for a command line, for example `cloudwatch-logs`. */
export const serviceWord = ({ name }: ConsoleService): string => name.toLowerCase().replaceAll(' ', '-');

/**
 * The service with this name, or null. Capitals do not matter. The words of the name may be joined with hyphens or
 * underscores, or written together.
 */
export function serviceNamed(text: string): ConsoleService | null {
  return consoleServices.find(({ name }) => compact(name) === compact(text)) ?? null;
}

/**
 * The services that match a typed text. Services whose name begins with the text come first.
 * @param text the typed text. An empty text matches all services.
 */
export function servicesFor(text: string): readonly ConsoleService[] {
  const typed = text.trim().toLowerCase();
  if (typed === '') return consoleServices;
  const starts = ({ name }: ConsoleService) => compact(name).startsWith(compact(typed));
  const holds = ({ name, words }: ConsoleService) =>
    typed.split(/\s+/).every((word) => `${name} ${words}`.toLowerCase().includes(word));
  return [...consoleServices.filter(starts), ...consoleServices.filter((each) => !starts(each) && holds(each))];
}
