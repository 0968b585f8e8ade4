/** Function types on AWS: Lambda, and the connectors Kinesis, Firehose and SQS, which take an event and answer with its id. */
@NullMarked
package dev.eventgateway.aws;

import org.jspecify.annotations.NullMarked;
