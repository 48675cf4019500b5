using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Blobs;

/// <summary>Blobs as objects of an S3-compatible store, sealed as in the folder: the store holds ciphertext only.</summary>
/// <remarks>
/// A blob's header is known at its end, so it is sealed into a scratch file first and sent from there; an object appears whole or not at
/// all. One request sends it, which S3 takes up to 5 GiB.
/// </remarks>
internal sealed class S3BlobStore : IBlobStore
{
    private const long MaximumBytes = 5L << 30;

    private readonly IAmazonS3 s3;
    private readonly IKeyRing keys;
    private readonly string bucket, prefix, incoming;

    public S3BlobStore(IAmazonS3 s3, S3Options options, DataDirectory directory, IKeyRing keys)
    {
        (this.s3, this.keys, bucket) = (s3, keys, options.Bucket!);
        prefix = string.IsNullOrEmpty(options.Prefix) ? "" : $"{options.Prefix.Trim('/')}/";
        incoming = directory.Folder("blobs.incoming");
        foreach (string left in Directory.EnumerateFiles(incoming)) File.Delete(left);
    }

    /// <exception cref="ArgumentException">The content is over 5 GiB.</exception>
    public async Task<BlobRef> PutAsync(string workspace, Stream content, CancellationToken cancel)
    {
        WorkspaceName.Checked(workspace);
        string temporary = Path.Combine(incoming, Guid.NewGuid().ToString("n"));
        try
        {
            var blob = await SealedFile.WriteAsync(temporary, workspace, content, keys, cancel);
            if (new FileInfo(temporary).Length > MaximumBytes)
                throw new ArgumentException($"Need at most 5 GiB in one blob, got {blob.Length} bytes.", nameof(content));
            var request = new PutObjectRequest { BucketName = bucket, Key = KeyOf(blob), FilePath = temporary, UseChunkEncoding = false };
            await s3.PutObjectAsync(request, cancel);
            return blob;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public async Task<BlobRef> PutFileAsync(string workspace, string path, CancellationToken cancel)
    {
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return await PutAsync(workspace, file, cancel);
    }

    public async Task<Stream?> OpenAsync(BlobRef blob, CancellationToken cancel)
    {
        GetObjectResponse found;
        try
        {
            found = await s3.GetObjectAsync(bucket, KeyOf(blob), cancel);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound && absent.ErrorCode != "NoSuchBucket")
        {
            return null;
        }

        return await SealedFile.OpenAsync(found.ResponseStream, found.ContentLength, keys, blob, cancel);
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancel)
    {
        string key = KeyOf(blob);
        try
        {
            await s3.GetObjectMetadataAsync(bucket, key, cancel);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        await s3.DeleteObjectAsync(bucket, key, cancel);
        return true;
    }

    private string KeyOf(BlobRef blob) => prefix + SealedFile.NameOf(blob);
}
