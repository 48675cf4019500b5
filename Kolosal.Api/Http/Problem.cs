using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Kolosal.Http;

/// <summary>A refusal on the wire: RFC 9457 problem details with a stable <c>code</c>, messages by JSON path, and the trace id to quote.</summary>
/// <remarks>Written by hand, so that no option of the framework can add an exception's text, a stack trace or a path to it.</remarks>
internal sealed class Problem : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public const string ContentType = "application/problem+json";

    private static readonly ImmutableDictionary<string, string> NoErrors = ImmutableDictionary<string, string>.Empty;

    public Problem(int status, string code, string detail, ImmutableDictionary<string, string>? errors = null, int? retryAfterSeconds = null)
    {
        (Status, Code, Detail) = (status, code, detail);
        Errors = errors ?? NoErrors;
        RetryAfterSeconds = retryAfterSeconds;
    }

    public Problem(Refusal refusal)
        : this((int)refusal.Kind, refusal.Code, refusal.Message, refusal.Errors, refusal.Kind switch
        {
            RefusalKind.Busy => 1,
            RefusalKind.TooMany => 10,
            _ => null,
        })
    { }

    public int Status { get; }

    public string Code { get; }

    public string Detail { get; }

    public ImmutableDictionary<string, string> Errors { get; }

    public int? RetryAfterSeconds { get; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    public async Task ExecuteAsync(HttpContext context)
    {
        var response = context.Response;
        var dialect = ProblemDialect.Of(context);
        int status = dialect?.Status(this) ?? Status;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        byte[] body = Write(status, TraceId(context), dialect);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private byte[] Write(int status, string traceId, ProblemDialect? dialect)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:kolosal:problem:{Code}");
            json.WriteString("title", Title(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", Detail);
            json.WriteString("code", Code);
            if (!Errors.IsEmpty)
            {
                json.WriteStartObject("errors");
                foreach (var (path, message) in Errors.OrderBy(error => error.Key, StringComparer.Ordinal)) json.WriteString(path, message);
                json.WriteEndObject();
            }
            json.WriteString("trace_id", traceId);
            foreach (var (member, value) in dialect?.Members(this) ?? []) json.WriteString(member, value);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static string Title(int status) => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "Error";

    /// <summary>The id under which traces and logs know this request.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemDocument), [ContentType]));
}

/// <summary>The shape of <see cref="Problem"/> as the OpenAPI document shows it.</summary>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string Code, Dictionary<string, string>? Errors, string TraceId);
