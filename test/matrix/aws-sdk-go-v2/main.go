// Prints the ARN of the profile in AWS_PROFILE, as STS tells it to the AWS SDK for Go v2.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func identity() (string, error) {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		return "", err
	}
	settings.RetryMaxAttempts = 1
	reply, err := sts.NewFromConfig(settings).GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", err
	}
	return aws.ToString(reply.Arn), nil
}

func main() {
	arn, err := identity()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(arn)
}
