using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kolosal.Storage;

/// <summary>
/// As much of the S3 protocol as a blob store needs, in memory on loopback: one bucket by path, whole objects, list. It checks that the
/// bytes have the hash that was signed, and not the signature itself.
/// </summary>
internal sealed class ObjectStore : IAsyncDisposable
{
    private readonly WebApplication app;

    private ObjectStore(WebApplication app, string bucket) => (this.app, Bucket) = (app, bucket);

    public string Bucket { get; }

    public string Address => app.Urls.Single();

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <summary>Answers 403 to everything.</summary>
    public bool Refuse { get; set; }

    public static async Task<ObjectStore> StartAsync(string bucket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var store = new ObjectStore(app, bucket);
        app.Run(store.AnswerAsync);
        await app.StartAsync();
        return store;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        string path = Uri.UnescapeDataString(context.Request.Path.Value!.TrimStart('/'));
        string key = path.StartsWith(Bucket + "/", StringComparison.Ordinal) ? path[(Bucket.Length + 1)..] : "";
        if (Refuse) await FailAsync(context, HttpStatusCode.Forbidden, "AccessDenied");
        else if (path.TrimEnd('/') != Bucket && key.Length == 0) await FailAsync(context, HttpStatusCode.NotFound, "NoSuchBucket");
        else await (context.Request.Method switch
        {
            "PUT" => PutAsync(context, key),
            "GET" when key.Length == 0 => ListAsync(context),
            "GET" or "HEAD" => GetAsync(context, key),
            "DELETE" => DeleteAsync(context, key),
            _ => FailAsync(context, HttpStatusCode.MethodNotAllowed, "MethodNotAllowed"),
        });
    }

    private async Task PutAsync(HttpContext context, string key)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        byte[] content = body.ToArray();
        string signed = context.Request.Headers["x-amz-content-sha256"].ToString();
        if (signed != Convert.ToHexStringLower(SHA256.HashData(content)))
        {
            await FailAsync(context, HttpStatusCode.BadRequest, "XAmzContentSHA256Mismatch");
            return;
        }

        Objects[key] = content;
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
    }

    private async Task GetAsync(HttpContext context, string key)
    {
        if (!Objects.TryGetValue(key, out byte[]? content))
        {
            await FailAsync(context, HttpStatusCode.NotFound, "NoSuchKey");
            return;
        }

        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
        context.Response.Headers.LastModified = DateTimeOffset.UnixEpoch.ToString("R");
        if (context.Request.Method == "GET") await context.Response.Body.WriteAsync(content);
    }

    private Task DeleteAsync(HttpContext context, string key)
    {
        Objects.TryRemove(key, out _);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task ListAsync(HttpContext context)
    {
        string prefix = context.Request.Query["prefix"].ToString();
        var text = new StringBuilder($"<ListBucketResult><Name>{Bucket}</Name><IsTruncated>false</IsTruncated>");
        foreach (var (key, content) in Objects.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append($"<Contents><Key>{key}</Key><Size>{content.Length}</Size></Contents>");
        await WriteAsync(context, text.Append("</ListBucketResult>").ToString());
    }

    private static Task FailAsync(HttpContext context, HttpStatusCode status, string code)
    {
        context.Response.StatusCode = (int)status;
        return context.Request.Method == "HEAD" ? Task.CompletedTask
            : WriteAsync(context, $"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
    }

    private static Task WriteAsync(HttpContext context, string xml)
    {
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml);
    }
}
