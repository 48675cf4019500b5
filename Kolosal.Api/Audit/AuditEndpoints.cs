using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Audit;

internal static class AuditEndpoints
{
    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Audit");

        audit.MapGet("/events", List).WithName("ListAuditEvents")
            .WithSummary("Audited events by action, actor, subject, model and time (at[gte], at[lte]).");
        audit.MapGet("/predictions", ListPredictions).WithName("ListAuditedPredictions")
            .WithSummary("Sealed prediction batches with their Merkle roots.");
        audit.MapGet("/verify", Verify).WithName("VerifyAudit").WithSummary("Recomputes the whole chain from the log.");
        audit.MapGet("/export", Export).WithName("ExportAudit")
            .WithSummary("The chain as JSON lines of hash and entry, oldest first; ?from= a sequence number. "
                + "Of a damaged chain what verifies, and a last line with broken_at and fault.");
        return audit;
    }

    private static Task<Listing<object>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        ListAsync(list, [], caller, catalogue, cancel);

    private static Task<Listing<object>> ListPredictions(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        ListAsync(list, [new("action", FilterOperator.Equal, "prediction.batch")], caller, catalogue, cancel);

    // An event is listed at the time at which it happened, which compares as a time; in its document it stands as the text that was hashed.
    private static Task<Listing<object>> ListAsync(
        ListRequest list, ImmutableArray<CatalogueFilter> more, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        (list with
        {
            Filters = [.. ListFilters.Check<AuditEntry>(list.Filters).Select(
                filter => filter.Field == "at" ? filter with { Field = "created_at" } : filter), .. more],
        }).AnswerAsync<object>(catalogue, caller, CatalogueKinds.AuditEvent, cancel);

    private static async Task<Ok<AuditVerification>> Verify(Caller caller, IGrainFactory grains, CancellationToken cancel) =>
        TypedResults.Ok(await grains.Audit(caller.Workspace).VerifyAsync(cancel));

    private static PushStreamHttpResult Export(Caller caller, IGrainFactory grains, CancellationToken cancel, long from = 0) =>
        TypedResults.Stream(body => WriteAsync(body, grains.Audit(caller.Workspace).ExportAsync(Math.Max(0, from), cancel), cancel),
            "application/jsonl", "audit.jsonl");

    private static async Task WriteAsync(Stream body, IAsyncEnumerable<AuditLine> lines, CancellationToken cancel)
    {
        await foreach (var line in lines.WithCancellation(cancel))
        {
            if (line.Fault is { } fault) await JsonSerializer.SerializeAsync(body, new AuditBreak(line.BrokenAt ?? 0, fault), Json.Options, cancel);
            else await JsonSerializer.SerializeAsync(body, new ChainLine(line.Hash, line.Entry), Json.Options, cancel);
            await body.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }

    /// <param name="Hash">Seals the entry and all before it.</param>
    /// <param name="Entry">Canonical JSON.</param>
    private sealed record ChainLine(string Hash, string Entry);

    /// <param name="BrokenAt">Sequence number at which the chain breaks.</param>
    /// <param name="Fault">How, in words.</param>
    private sealed record AuditBreak(long BrokenAt, string Fault);
}
