using System.ComponentModel.DataAnnotations;
using Amazon.Runtime;
using Amazon.S3;

namespace Kolosal.Storage.Blobs;

/// <summary>The object store that <see cref="BlobPlace.S3"/> means. Section <c>Kolosal:Storage:S3</c>.</summary>
public sealed class S3Options
{
    public const string Section = $"{StorageOptions.Section}:S3";

    /// <summary>Address of an S3-compatible store, <c>https://host:port</c>. Default: none, which is Amazon's own in <see cref="Region"/>.</summary>
    [Url]
    public string? Endpoint { get; set; }

    /// <summary>The bucket, which must exist. 3 to 63 characters. Default: none.</summary>
    [Required, StringLength(63, MinimumLength = 3)]
    public string? Bucket { get; set; }

    /// <summary>Folder inside the bucket. Default: none.</summary>
    [StringLength(200)]
    public string? Prefix { get; set; }

    /// <summary>The region that requests are signed for. Default: us-east-1.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>With <see cref="SecretKey"/>: who asks. Default: none, which leaves it to the machine's role or the AWS_ variables.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>The bucket stands in the path instead of the host name, as most stores beside Amazon's want it. Default: true.</summary>
    public bool PathStyle { get; set; } = true;

    internal IAmazonS3 CreateClient()
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = Region,
            ForcePathStyle = PathStyle,

            // Every frame carries an authentication tag; the newer check sums of the protocol are not known to all stores.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (Endpoint is { } endpoint) config.ServiceURL = endpoint;
        else config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(Region);
        return AccessKey is { } key ? new AmazonS3Client(new BasicAWSCredentials(key, SecretKey), config) : new AmazonS3Client(config);
    }
}
