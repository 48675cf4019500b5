using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Kolosal.Datasets;
using Kolosal.Outbound;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Imports;

/// <summary>Fetches over HTTP, from S3 and from PostgreSQL, and nowhere else than the guard allows.</summary>
/// <remarks>Every connection goes to an address that was looked up and checked for it; redirects are followed by hand, each target as the first.
/// No proxy, no cookies. Credentials go to the host they are for and to no other.</remarks>
internal sealed class RemoteTables : IRemoteTables, IDisposable
{
    private const int MostRedirects = 5, LongestHeadersKilobytes = 16;

    private readonly DatasetOptions options;
    private readonly IStagingArea staging;
    private readonly HttpClient http;

    public RemoteTables(IOptions<DatasetOptions> options, IStagingArea staging)
    {
        (this.options, this.staging) = (options.Value, staging);
        http = Client();
    }

    public async Task<RemoteTable> FileAsync(
        string address, string? format, (string User, string Password)? credentials, CancellationToken cancel)
    {
        string first = address;
        for (int hop = 0; hop <= MostRedirects; hop++)
        {
            if (OutboundAddress.Refuse(address, options.ImportFromHttp, options.ImportFromLoopback,
                options.ImportFromPrivateNetworks) is { } forbidden)
                throw Forbidden(forbidden);
            var target = new Uri(address);
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            if (credentials is { } known && SameHost(target, new Uri(first)))
                request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{known.User}:{known.Password}")));
            var response = await SendAsync(request, cancel);
            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            {
                response.Dispose();
                address = new Uri(target, location).AbsoluteUri;
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                int status = (int)response.StatusCode;
                response.Dispose();
                throw Unusable("datasets.import-refused", $"{target.Host} answered {status}. Check the address and the credentials.");
            }

            return new(NameOf(response, target, format), Shown(first), new ArrivingStream(
                target.Host, await response.Content.ReadAsStreamAsync(cancel), Patience, response));
        }

        throw Unusable("datasets.import-redirects", $"The address leads on more than {MostRedirects} times. Send the one it ends at.");
    }

    public async Task<RemoteTable> ObjectAsync(ObjectSource source, CancellationToken cancel)
    {
        // Both become part of a host's name, where other characters would lead elsewhere.
        if (source.Region is { } region && !PlaceNames.IsRegion(region))
            throw Unusable("datasets.bad-place", "Expected a region such as eu-central-1: letters, digits and hyphens, at most 40.");
        if (!PlaceNames.IsBucket(source.Bucket))
            throw Unusable("datasets.bad-place", "Expected a bucket's name: 3 to 63 letters, digits, hyphens, underscores and single dots.");
        if (source.Endpoint is { } endpoint
            && OutboundAddress.Refuse(endpoint, options.ImportFromHttp, options.ImportFromLoopback,
                options.ImportFromPrivateNetworks) is { } forbidden)
            throw Forbidden(forbidden);
        var config = new AmazonS3Config { HttpClientFactory = new GuardedClients(Client), MaxErrorRetry = 1 };
        if (source.Endpoint is null) config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(source.Region ?? "us-east-1");
        else (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (source.Endpoint, true, source.Region ?? "us-east-1");
        AWSCredentials credentials = source switch
        {
            { AccessKey: { } key, SecretKey: { } secret, SessionToken: { } token } => new SessionAWSCredentials(key, secret, token),
            { AccessKey: { } key, SecretKey: { } secret } => new BasicAWSCredentials(key, secret),
            _ => new AnonymousAWSCredentials(),
        };
        var client = new AmazonS3Client(credentials, config);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            var found = await client.GetObjectAsync(new GetObjectRequest { BucketName = source.Bucket, Key = source.Key }, limit.Token);
            return new(source.Key[(source.Key.LastIndexOf('/') + 1)..], $"s3://{source.Bucket}/{source.Key}",
                new ArrivingStream("The store", found.ResponseStream, Patience, found, client));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            client.Dispose();
            throw Unusable("datasets.import-refused", $"The store did not answer within {options.ImportTimeoutSeconds} seconds.");
        }
        catch (Exception fault) when (fault is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            client.Dispose();
            if (Guarded(fault) is { } guarded) throw Forbidden(guarded.Message);
            throw Unusable("datasets.import-refused", fault is AmazonServiceException { ErrorCode: { Length: > 0 } code }
                ? $"The store answered {code} for s3://{source.Bucket}/{source.Key}. Check names and credentials."
                : "The store cannot be reached. Check its address.");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<RemoteTable> QueryAsync(QuerySource source, CancellationToken cancel)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await GuardedConnection.LookUpAsync(
                source.Host, options.ImportFromLoopback, options.ImportFromPrivateNetworks, cancel);
        }
        catch (ForbiddenAddressException forbidden)
        {
            throw Forbidden(forbidden.Message);
        }
        catch (SocketException)
        {
            throw Unusable("datasets.import-refused", $"There is no host '{source.Host}'.");
        }

        var content = await PostgresRows.ReadAsync(source, addresses[0], staging.NewScratchPath(".csv"), options, cancel);
        return new("query.csv", $"postgresql://{source.Host}:{source.Port}/{source.Database}", content);
    }

    public void Dispose() => http.Dispose();

    private TimeSpan Patience => TimeSpan.FromSeconds(options.ImportTimeoutSeconds);

    private HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = LongestHeadersKilobytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = (context, cancel) => GuardedConnection.OpenAsync(
            context.DnsEndPoint, options.ImportFromLoopback, options.ImportFromPrivateNetworks, cancel),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        string host = request.RequestUri!.Host;
        request.Headers.UserAgent.ParseAdd("Kolosal/1");
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Unusable("datasets.import-refused", $"{host} did not answer within {options.ImportTimeoutSeconds} seconds.");
        }
        catch (HttpRequestException fault)
        {
            throw Guarded(fault) is { } guarded ? Forbidden(guarded.Message)
                : Unusable("datasets.import-refused", $"{host} cannot be reached. Check the address.");
        }
    }

    private static ForbiddenAddressException? Guarded(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException) if (fault is ForbiddenAddressException guarded) return guarded;
        return null;
    }

    private static bool SameHost(Uri a, Uri b) => a.Scheme == b.Scheme && a.Host == b.Host && a.Port == b.Port;

    /// <summary>The address without its query, where keys stand.</summary>
    private static string Shown(string address) => address.IndexOf('?') is >= 0 and var query ? address[..query] : address;

    private static string NameOf(HttpResponseMessage response, Uri target, string? format)
    {
        var told = response.Content.Headers.ContentDisposition;
        string name = (told?.FileNameStar ?? told?.FileName)?.Trim('"') ?? Uri.UnescapeDataString(target.Segments[^1].TrimEnd('/'));
        name = string.Concat(name.Split('/', '\\', ':')[^1].Where(c => !char.IsControl(c)));
        if (name.Length == 0) name = target.Host;
        if (name.Length > 100) name = name[^100..];
        if (format is not null) return name.EndsWith($".{format}", StringComparison.OrdinalIgnoreCase) ? name : $"{name}.{format}";
        return FileNames.FormatOf(name) is not null ? name : response.Content.Headers.ContentType?.MediaType switch
        {
            "text/csv" or "text/plain" => $"{name}.csv",
            "text/tab-separated-values" => $"{name}.tsv",
            "application/json" => $"{name}.json",
            "application/x-ndjson" or "application/jsonl" => $"{name}.jsonl",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => $"{name}.xlsx",
            "application/vnd.apache.parquet" => $"{name}.parquet",
            _ => name,
        };
    }

    private static RejectedContentException Forbidden(string why) => Unusable("datasets.address-forbidden", $"The address cannot be used. {why}");

    private static RejectedContentException Unusable(string code, string message) => new(RejectionKind.Unusable, code, message);
}
