using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Kolosal.Storage.Blobs;

namespace Kolosal.Backup;

/// <summary>Blobs as they lie, sealed, each under a key of its own that is wrapped in its header.</summary>
internal static class BlobParts
{
    public const string Prefix = "blobs/";

    public static async IAsyncEnumerable<BackupPart> OfFolderAsync(string folder)
    {
        await Task.CompletedTask;
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        foreach (string path in paths)
            yield return new(Prefix + Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), null,
                _ => Task.FromResult(OpenFile(path)));
    }

    public static async IAsyncEnumerable<BackupPart> OfStoreAsync(
        IAmazonS3 s3, S3Options options, [EnumeratorCancellation] CancellationToken cancel)
    {
        string prefix = string.IsNullOrEmpty(options.Prefix) ? "" : $"{options.Prefix.Trim('/')}/";
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
        while (true)
        {
            var page = await s3.ListObjectsV2Async(request, cancel);
            foreach (var found in page.S3Objects ?? [])
                yield return new(Prefix + found.Key[prefix.Length..], null, stop => OpenObjectAsync(s3, options.Bucket!, found.Key, stop));
            if (page.IsTruncated != true) yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    /// <summary>Null for one that was deleted since it was listed.</summary>
    private static Stream? OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.Asynchronous);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static async Task<Stream?> OpenObjectAsync(IAmazonS3 s3, string bucket, string key, CancellationToken cancel)
    {
        try
        {
            return (await s3.GetObjectAsync(bucket, key, cancel)).ResponseStream;
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
