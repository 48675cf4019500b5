using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Kolosal.Storage.Blobs;

namespace Kolosal.Backup;

/// <summary>Backups as objects of an S3-compatible store, by the client that blobs use: an object appears whole or not at all.</summary>
internal sealed class S3BackupTarget(IAmazonS3 s3, S3Options options) : IBackupTarget
{
    private readonly string bucket = options.Bucket!, prefix = string.IsNullOrEmpty(options.Prefix) ? "" : $"{options.Prefix.Trim('/')}/";

    public bool IsOffHost => true;

    public string Locate(string backup) => $"s3://{bucket}/{Folder(backup)}";

    public async Task WriteAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var body = new MemoryStream(content.ToArray(), writable: false);
        await s3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = Folder(backup) + name, InputStream = body, UseChunkEncoding = false }, cancel);
    }

    /// <remarks>A bucket that keeps versions keeps the old content: its rules must let versions under <c>keystore/</c> go at once.</remarks>
    public Task ReplaceAsync(string backup, string name, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        WriteAsync(backup, name, content, cancel);

    public Task ShredAsync(string backup, string name, CancellationToken cancel) =>
        s3.DeleteObjectAsync(bucket, Folder(backup) + name, cancel);

    public async Task<byte[]?> ReadAsync(string backup, string name, CancellationToken cancel)
    {
        try
        {
            using var found = await s3.GetObjectAsync(bucket, Folder(backup) + name, cancel);
            using var content = new MemoryStream();
            await found.ResponseStream.CopyToAsync(content, cancel);
            return content.ToArray();
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound && absent.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<string>> ListAsync(string backup, CancellationToken cancel)
    {
        var names = new List<string>();
        string folder = Folder(backup);
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = folder };
        while (true)
        {
            var page = await s3.ListObjectsV2Async(request, cancel);
            names.AddRange((page.S3Objects ?? []).Select(found => found.Key[folder.Length..]));
            if (page.IsTruncated != true) return names;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public async Task DeleteAsync(string backup, CancellationToken cancel)
    {
        var names = await ListAsync(backup, cancel);
        foreach (string name in names.OrderBy(name => name != BackupManifest.FileName).ThenBy(name => name, StringComparer.Ordinal))
            await s3.DeleteObjectAsync(bucket, Folder(backup) + name, cancel);
    }

    private string Folder(string backup) => $"{prefix}{BackupName.Checked(backup)}/";
}
