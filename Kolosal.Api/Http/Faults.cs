using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Storage;
using Orleans.Storage;

namespace Kolosal.Http;

/// <summary>What the client reads when an exception ends its request. Texts are made here; an exception's own never leave the process.</summary>
internal static partial class Faults
{
    private const int RetrySeconds = 1;

    /// <summary>Trouble with storage lasts longer than two writes that met.</summary>
    private const int StorageRetrySeconds = 5;

    /// <summary>The same, of a request that brings something to keep: no space for it is 507 (RFC 4918 §11.5).</summary>
    public static Problem ToProblem(Exception exception, bool isUpload) => ToProblem(exception) is var problem
        && isUpload && problem.Code == StorageCodes.Full ? new(507, problem.Code, problem.Detail, null, problem.RetryAfterSeconds) : problem;

    public static Problem ToProblem(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException bad => BadRequest(bad),
        JsonException json => Malformed(json),
        UploadTooLargeException upload => new(413, "request.too-large", upload.Message),
        InvalidDataException form when form.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) =>
            new(413, "request.too-large", "A part of the form is larger than allowed. Send less, or raise the limit in the configuration."),
        InvalidDataException =>
            new(400, "request.malformed-form", "The form cannot be read. Send multipart/form-data with a boundary and complete parts."),
        StorageException storage => Storage(storage.Code, storage.Message, storage.CallRepairs),
        LogFailedException log => Storage(StorageCodes.Of(log.Trouble), $"Nothing can be recorded now, so nothing is done. {What(log.Trouble)}"),
        BlobCorruptException or LogCorruptException or LogIncompleteException => Storage(StorageCodes.Damaged, What(StorageTrouble.Damaged)),
        IOException or UnauthorizedAccessException when StorageTroubles.Of(exception) is (StorageTrouble.Full or StorageTrouble.ReadOnly) and var
            trouble => Storage(StorageCodes.Of(trouble), What(trouble)),
        _ when DatabaseFaults.TroubleOf(exception) is { } trouble => Storage(StorageCodes.Of(trouble), What(trouble)),
        CatalogueQueryException query => new(400, "request.bad-list", query.Message),
        TimeoutException or OperationCanceledException => new(
            503, "overloaded", "The answer did not come in time. Repeat the request; a write is safe to repeat with its Idempotency-Key.", null,
                RetrySeconds),
        PublishPendingException => new(
            503, "records.pending", "The change is stored, but not yet in the audit trail and the lists; that follows by itself. Repeat the request "
                + "to be sure.", null, RetrySeconds),
        InconsistentStateException => new(503, "overloaded", "Two writes met. Repeat the request.", null, RetrySeconds),
        // A record that its grain could not read at its activation.
        OrleansException when Cause(exception) is { } storage => Storage(storage.Code, storage.Message, storage.CallRepairs),
        OrleansException or SocketException =>
            new(503, "unavailable", "A part of the system is not reachable. Repeat the request.", null, RetrySeconds),
        _ => new(500, "fault", "Something failed on our side; it has been logged under this trace_id."),
    };

    /// <summary>Whether the same request is answered in a moment, without anybody doing something: two writes met, a silo leaves.</summary>
    public static bool IsPassing(Problem problem) => problem is { Status: 503, Code: "overloaded" or "unavailable" or "records.pending" };

    private static StorageException? Cause(Exception exception)
    {
        for (var fault = exception; fault is not null; fault = fault.InnerException!)
            if (fault is StorageException storage) return storage;
        return null;
    }

    private static Problem Storage(string code, string detail, bool callRepairs = false) =>
        callRepairs ? new(409, code, detail) : new(503, code, detail, null, StorageRetrySeconds);

    private static string What(StorageTrouble trouble) => trouble switch
    {
        StorageTrouble.Full => "There is no space left where the data is kept. Free some; the server goes on by itself.",
        StorageTrouble.ReadOnly => "The place where the data is kept takes no writes. Mount it for writing; the server goes on by itself.",
        StorageTrouble.Damaged => "What was stored is damaged. See the incident of type data_loss; restore it from a backup.",
        _ => "The place where the data is kept cannot be reached. Repeat the request; a write is safe to repeat with its Idempotency-Key.",
    };

    private static Problem BadRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        413 => new(413, "request.too-large", "The body is larger than this route takes. Send less, or raise the limit in the configuration."),
        415 => new(415, "request.unsupported-media-type",
            "This route does not read that Content-Type. Send application/json, or what the OpenAPI document names."),
        408 => new(408, "request.too-slow", "The body came too slowly. Repeat the request."),
        _ when Parameter().Match(bad.Message) is { Success: true } match => new(
            400, "request.bad-parameter", "A parameter cannot be read.", ImmutableDictionary<string, string>.Empty.Add(
                match.Groups["name"].Value, Expected(match.Groups["type"].Value))),
        _ when Required().Match(bad.Message) is { Success: true } match => new(
            400, "request.missing-parameter", "A parameter is missing.",
                ImmutableDictionary<string, string>.Empty.Add(match.Groups["name"].Value, "Required.")),
        _ when bad.Message.Contains("no body was provided", StringComparison.Ordinal) =>
            new(400, "request.no-body", "This route needs a JSON body; none came."),
        _ => new(400, "request.malformed", "The request cannot be read. Compare it with the OpenAPI document."),
    };

    private static Problem Malformed(JsonException json)
    {
        if (json.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return new(400, "request.too-deep", $"The JSON is nested deeper than {Json.MaxDepth} levels.");

        string path = json.Path is { Length: > 0 } at ? at : "$";
        return new(400, "request.malformed-json", "The body is not the JSON this route reads.",
            ImmutableDictionary<string, string>.Empty.Add(path, Reason(json.Message)));
    }

    private static string Reason(string message)
    {
        if (Converted().Match(message) is { Success: true } match) return Expected(match.Groups["type"].Value);
        if (Unmapped().Match(message) is { Success: true } unknown)
            return $"There is no member '{unknown.Groups["name"].Value}' here; check its spelling.";
        if (Missing().Match(message) is { Success: true } missing) return $"Required and missing: {Names(missing.Groups["names"].Value)}.";
        if (message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)) return "A member comes twice.";
        if (message.Contains("null", StringComparison.OrdinalIgnoreCase)) return "Must not be null.";
        return "Not valid JSON at this place.";
    }

    private static string Names(string quoted) => string.Join(", ", Quoted().Matches(quoted).Select(name => name.Groups["name"].Value));

    /// <summary>The wire's word for a type; names of ours never leave the process.</summary>
    private static string Expected(string type) => type switch
    {
        _ when type.Contains("Int", StringComparison.Ordinal) || type.Contains("int", StringComparison.Ordinal)
            || type.Contains("long", StringComparison.Ordinal) =>
            "Expected a whole number within range.",
        _ when type.Contains("Double", StringComparison.OrdinalIgnoreCase) || type.Contains("Single", StringComparison.Ordinal)
            || type.Contains("float", StringComparison.Ordinal) || type.Contains("Decimal", StringComparison.OrdinalIgnoreCase) =>
                "Expected a number.",
        _ when type.Contains("bool", StringComparison.OrdinalIgnoreCase) => "Expected true or false.",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => "Expected a time as in RFC 3339, for example 2026-01-31T12:00:00Z.",
        _ when type.Contains("Dictionary", StringComparison.Ordinal) => "Expected an object of names and values.",
        _ when type.EndsWith("[]", StringComparison.Ordinal) || type.Contains("Array", StringComparison.Ordinal)
            || type.Contains("List", StringComparison.Ordinal) =>
            "Expected an array.",
        _ when type.Contains("String", StringComparison.OrdinalIgnoreCase) => "Expected a string.",
        _ => "Not one of the values or shapes that are allowed here; see the OpenAPI document.",
    };

    [GeneratedRegex("^Failed to bind parameter \"(?<type>\\S.*) (?<name>\\S+)\" from ")]
    private static partial Regex Parameter();

    [GeneratedRegex("^Required parameter \"\\S.* (?<name>\\S+)\" was not provided")]
    private static partial Regex Required();

    [GeneratedRegex("could not be converted to (?<type>\\S+)\\. Path")]
    private static partial Regex Converted();

    [GeneratedRegex("The JSON property '(?<name>[^']{1,64})' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties[^:]*: (?<names>.+?)(\\. Path|\\.?$)")]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']{1,64})'")]
    private static partial Regex Quoted();
}
