using System.Security.Cryptography;
using System.Text;
using Kolosal.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>On an endpoint: its answer is a stream or needs none, so an <c>Idempotency-Key</c> is not looked at.</summary>
internal sealed record NotReplayable;

/// <summary>
/// Writes with an <c>Idempotency-Key</c> run once; a repeat gets the same answer, marked <c>Idempotency-Replayed: true</c>. Answers are kept for a
/// day, faults and overloads are not.
/// </summary>
/// <remarks>
/// Multipart bodies pass: an upload is idempotent by its content already, and holding it in memory to compare it would be the larger evil.
/// </remarks>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IGrainFactory grains, IOptionsMonitor<HttpOptions> options)
{
    public const string Header = CommandKey.Header, ReplayedHeader = "Idempotency-Replayed";

    private const int LongestKey = 200, MostTimes = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || !request.Headers.TryGetValue(Header, out var key))
            return next(context);
        return Principal.Current is not { } principal || request.HasFormContentType
            || context.GetEndpoint()?.Metadata.GetMetadata<NotReplayable>() is not null
            ? next(context)
            : RunAsync(context, principal, key.ToString());
    }

    private async Task RunAsync(HttpContext context, Principal principal, string key)
    {
        if (key.Length is 0 or > LongestKey || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ProblemException(new(400, "idempotency.bad-key",
                $"Idempotency-Key must be 1 to {LongestKey} visible ASCII characters, best a random UUID."));

        byte[] body = await BufferAsync(context);
        string fingerprint = Fingerprint(context.Request, body);
        var grain = grains.Idempotency(principal.Workspace, Hash(Encoding.UTF8.GetBytes($"{principal.Subject}\n{key}")));
        string attempt = $"{Guid.NewGuid():N}";
        var ticket = await TryAgainAsync(() => grain.BeginAsync(fingerprint, attempt));
        switch (ticket.Outcome)
        {
            case IdempotencyOutcome.Run:
                if (ticket.Write is { } write) context.Features.Set(new BegunWrite(write));
                await CaptureAsync(context, grain, fingerprint);
                break;
            case IdempotencyOutcome.Replay:
                await ReplayAsync(context, ticket.Answer!);
                break;
            case IdempotencyOutcome.Running:
                await new Problem(409, "idempotency.running", "A request with this Idempotency-Key is running. Repeat it in a moment.", null, 1)
                    .ExecuteAsync(context);
                break;
            default:
                await new Problem(409, "idempotency.other-request", "This Idempotency-Key was used for a different request. Take a new one.")
                    .ExecuteAsync(context);
                break;
        }
    }

    private async Task<byte[]> BufferAsync(HttpContext context)
    {
        long most = options.CurrentValue.MaxIdempotentBodyBytes;
        var buffer = new MemoryStream();
        byte[] chunk = new byte[16 << 10];
        for (int read; (read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0;)
        {
            if (buffer.Length + read > most)
                throw new ProblemException(new(413, "idempotency.too-large",
                    $"With an Idempotency-Key a body has at most {most} bytes. Send less, or no key."));
            buffer.Write(chunk, 0, read);
        }
        buffer.Position = 0;
        context.Request.Body = buffer;
        return buffer.ToArray();
    }

    private async Task CaptureAsync(HttpContext context, IIdempotencyGrain grain, string fingerprint)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        var capture = new StreamResponseBodyFeature(buffer);
        context.Features.Set<IHttpResponseBodyFeature>(capture);
        bool done = false;
        try
        {
            await next(context);
            await capture.CompleteAsync();
            if (context.Response.StatusCode is < 500 and not (StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or 499))
            {
                // From here on nobody may run it again, whether or not its answer can be kept.
                done = true;
                var answer = AnswerOf(context.Response, buffer);
                await TryAgainAsync(async () =>
                {
                    await grain.CompleteAsync(fingerprint, answer);
                    return true;
                });
            }
        }
        finally
        {
            context.Features.Set(wire);
            if (!done) await grain.AbandonAsync(fingerprint);
        }
        buffer.Position = 0;
        await buffer.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>A grain that is on its way to another silo may miss a call, or its answer may be lost. To be asked the same by the same attempt, or
    /// to keep the same answer, twice changes nothing.</summary>
    private static async Task<T> TryAgainAsync<T>(Func<Task<T>> call)
    {
        for (int time = 1; ; time++)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (time < MostTimes)
            {
                await Task.Delay(FirstPause * time);
            }
        }
    }

    private StoredAnswer AnswerOf(HttpResponse response, MemoryStream body) => new(
        response.StatusCode, response.ContentType, Text(response.Headers.Location), Text(response.Headers.ETag),
        body.Length <= options.CurrentValue.MaxReplayBytes ? body.ToArray() : null);

    private static async Task ReplayAsync(HttpContext context, StoredAnswer answer)
    {
        if (answer.Body is null)
        {
            await new Problem(
                409, "idempotency.not-kept", "This request was answered, and the answer was too large to be kept. Read the resource instead.")
                .ExecuteAsync(context);
            return;
        }
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Location is not null) response.Headers.Location = answer.Location;
        if (answer.ETag is not null) response.Headers.ETag = answer.ETag;
        response.Headers[ReplayedHeader] = "true";
        if (answer.Body.Length > 0) await response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static string? Text(Microsoft.Extensions.Primitives.StringValues header) => header.Count == 0 ? null : header.ToString();

    private static string Fingerprint(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}\n{request.QueryString}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Hash(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
