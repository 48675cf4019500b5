using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
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
            .WithSummary("Audited events by action (also as type), actor, subject, model and time (at[gte], at[lte]).");
        routes.MapGet("/api/security/audit-log", List).WithTags("Audit").WithName("ListAuditLog").WithSummary("The same list as /api/audit/events.");
        audit.MapGet("/changes", Follow).WithName("FollowAuditTrail").WithSummary(
            "What the trail gains, as server-sent events, after Last-Event-ID or from now on; ?action= what the actions begin with, several with "
            + "commas.");
        audit.MapGet("/predictions", ListPredictions).WithName("ListAuditedPredictions")
            .WithSummary("Sealed prediction batches with their Merkle roots, by model, actor and time.");
        audit.MapGet("/verify", Verify).WithName("VerifyAudit").WithSummary("Recomputes the whole chain from the log.");
        audit.MapGet("/export", Export).WithName("ExportAudit")
            .WithSummary("The chain as JSON lines of hash and entry, oldest first, behind a line that signs them, for kolosal audit verify; ?from= a "
                + "sequence number, ?signed=false for the entries alone. Of a damaged chain what verifies, and a last line with broken_at and "
                + "fault.")
            .Produces(StatusCodes.Status200OK, contentType: "application/jsonl");
        audit.MapGet("/proof/{prediction_id}", MakeReceipt).WithName("GetPredictionReceipt")
            .WithSummary("The receipt of a prediction: proves without this server that it was logged and sealed; for kolosal audit verify.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        audit.MapGet("/entries/{sequence}/proof", ProveEntry).WithName("ProveAuditEntry")
            .WithSummary("Proves that an entry is in the log that the last checkpoint signs.");
        audit.MapGet("/consistency", ProveConsistency).WithName("ProveAuditConsistency")
            .WithSummary("Proves that the log only grew, from one size to another: ?from=, ?to= (the last checkpoint's when left out).");
        audit.MapGet("/keys", ListKeys).WithName("ListAuditKeys")
            .WithSummary("The keys that sign the checkpoints of this workspace, as C2SP signed-note writes them; the present one last.");
        audit.MapGet("/retention", GetRetention).WithName("GetAuditRetention")
            .WithSummary("How long the trail is kept, whether it is held, and the signed tombstone of what was dropped.");
        audit.MapPut("/hold", Hold).WithName("HoldAuditTrail").WithSummary("Keeps the trail whole whatever its retention says.");
        audit.MapDelete("/hold", Release).WithName("ReleaseAuditTrail").WithSummary("Ends the hold of the trail.");
        audit.MapGet("/tlog/checkpoint", GetCheckpoint).WithName("GetAuditCheckpoint")
            .WithSummary("The last checkpoint, a signed note (C2SP tlog-checkpoint).");
        audit.MapGet("/tlog/tile/{**path}", GetTile).WithName("GetAuditTile")
            .WithSummary("A tile of the log's hashes, or a bundle of its entries (C2SP tlog-tiles).");
        return audit;
    }

    private static Task<Listing<object>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        ListAsync(list, [], caller, catalogue, cancel);

    private static EventStream Follow(
        string? action, LastEventId last, Caller caller, ICatalogue catalogue, TimeProvider clock, CancellationToken cancel) =>
        new(new TrailEvents(catalogue, caller.Workspace, clock, [.. (action ?? "").Split(',')]).FollowAsync(last.Number, cancel));

    private static Task<Listing<object>> ListPredictions(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        ListAsync(list, [new("action", FilterOperator.Equal, "prediction.batch")], caller, catalogue, cancel);

    // An event is listed at the time at which it happened, which compares as a time; in its document it stands as the text that was hashed.
    private static Task<Listing<object>> ListAsync(
        ListRequest list, ImmutableArray<CatalogueFilter> more, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        (list with
        {
            Filters = [.. ListFilters.Check<AuditEntry>([.. list.Filters.Select(Named)]).Select(
                filter => filter.Field == "at" ? filter with { Field = "created_at" } : filter), .. more],
        }).AnswerAsync<object>(catalogue, caller, CatalogueKinds.AuditEvent, cancel);

    /// <summary>By the words that people use for them, too.</summary>
    private static CatalogueFilter Named(CatalogueFilter filter) => filter.Field switch
    {
        "type" => filter with { Field = "action" },
        "time" => filter with { Field = "at" },
        _ => filter,
    };

    private static async Task<Ok<AuditVerification>> Verify(Caller caller, IGrainFactory grains, CancellationToken cancel) =>
        TypedResults.Ok(await grains.Audit(caller.Workspace).VerifyAsync(cancel));

    private static async Task<Results<PushStreamHttpResult, Problem>> Export(
        Caller caller, IGrainFactory grains, CancellationToken cancel, long from = 0, bool signed = true)
    {
        from = Math.Max(0, from);
        var trail = grains.Audit(caller.Workspace);
        var (seal, most) = ((ExportSeal?)null, long.MaxValue);
        if (signed && await trail.SealAsync() is { Note: { } note, NoteKey: { } key } checkpoint && from <= checkpoint.Entries)
        {
            // Behind what was dropped an export is whole by the tombstone.
            var dropped = await trail.GetTombstoneAsync() is { } tombstone && from <= tombstone.Before ? tombstone : null;
            if (dropped is not null) from = dropped.Before;

            // Of a trail whose beginning is damaged the lines themselves say so.
            if ((await trail.GetHashBeforeAsync(from, cancel)).Value is { } before)
                (seal, most) = (new(from, before, note, key, dropped is null ? null
                    : new(dropped.Note, [.. dropped.Frontier.Select(Convert.FromHexString)])), checkpoint.Entries - from);
        }

        // The first line before the answer begins: a trail that is away is a refusal, and no stream that breaks off.
        var lines = trail.ExportAsync(from, cancel).GetAsyncEnumerator(cancel);
        bool any;
        try
        {
            any = most > 0 && await lines.MoveNextAsync();
        }
        catch
        {
            await lines.DisposeAsync();
            throw;
        }

        return TypedResults.Stream(body => WriteAsync(body, seal, lines, any, most, cancel), "application/jsonl", "audit.jsonl");
    }

    private static async Task WriteAsync(
        Stream body, ExportSeal? seal, IAsyncEnumerator<AuditLine> lines, bool any, long most, CancellationToken cancel)
    {
        await using (lines)
        {
            if (seal is not null) await WriteLineAsync(body, seal.ToLine(), cancel);

            // What was sealed since is not in what was signed; the next export has it.
            for (; any && most > 0; any = --most > 0 && await lines.MoveNextAsync())
                await WriteLineAsync(body, lines.Current.Fault is { } fault
                    ? JsonSerializer.SerializeToUtf8Bytes(new AuditBreak(lines.Current.BrokenAt ?? 0, fault), Json.Options)
                    : JsonSerializer.SerializeToUtf8Bytes(new ChainLine(lines.Current.Hash, lines.Current.Entry), Json.Options), cancel);
        }
    }

    private static async Task WriteLineAsync(Stream body, byte[] line, CancellationToken cancel)
    {
        await body.WriteAsync(line, cancel);
        await body.WriteAsync("\n"u8.ToArray(), cancel);
    }

    private static async Task<Results<FileContentHttpResult, Problem>> MakeReceipt(
        string prediction_id, Caller caller, IGrainFactory grains, CancellationToken cancel) =>
        await grains.PredictionReceipts(caller.Workspace).MakeAsync(prediction_id, cancel) is var made && made.Accepted
            ? TypedResults.File(made.Value, "application/json") : new Problem(made.Refusal!);

    private static async Task<Results<Ok<AuditInclusion>, Problem>> ProveEntry(
        string sequence, Caller caller, IGrainFactory grains, CancellationToken cancel) =>
        long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out long entry)
            ? await grains.Audit(caller.Workspace).ProveAsync(entry, cancel).ToHttp()
            : new Problem(404, "audit.no-such-entry", "An entry is named by its sequence number, from 0.");

    private static Task<Results<Ok<AuditConsistency>, Problem>> ProveConsistency(
        Caller caller, IGrainFactory grains, CancellationToken cancel, long from = 1, long? to = null) =>
        grains.Audit(caller.Workspace).ProveConsistencyAsync(from, to, cancel).ToHttp();

    private static async Task<Ok<AuditKeys>> ListKeys(Caller caller, IGrainFactory grains) =>
        TypedResults.Ok(new AuditKeys(await grains.Audit(caller.Workspace).GetKeysAsync()));

    private static async Task<Ok<AuditRetention>> GetRetention(Caller caller, IGrainFactory grains) =>
        TypedResults.Ok(await grains.Audit(caller.Workspace).GetRetentionAsync());

    private static async Task<Ok<AuditRetention>> Hold(HoldAuditRequest request, Caller caller, IGrainFactory grains) =>
        TypedResults.Ok(await grains.Audit(caller.Workspace).HoldAsync(request.Reason));

    private static async Task<Ok<AuditRetention>> Release(Caller caller, IGrainFactory grains) =>
        TypedResults.Ok(await grains.Audit(caller.Workspace).HoldAsync(null));

    private static async Task<Results<ContentHttpResult, Problem>> GetCheckpoint(Caller caller, IGrainFactory grains) =>
        await grains.Audit(caller.Workspace).SealAsync() is { Note: { } note } ? TypedResults.Text(note, "text/plain", Encoding.UTF8)
            : new Problem(Refusal.NotFound("audit.nothing-signed", "Nothing was sealed in this workspace yet, so nothing is signed."));

    private static async Task<Results<FileContentHttpResult, Problem>> GetTile(
        string path, Caller caller, IGrainFactory grains, CancellationToken cancel) =>
        await grains.Audit(caller.Workspace).ReadTileAsync(path, cancel) is var read && read.Accepted
            ? TypedResults.File(read.Value, "application/octet-stream") : new Problem(read.Refusal!);

    /// <param name="Reason">Why the trail must be kept whole, 1 to 2,000 characters.</param>
    internal sealed record HoldAuditRequest([property: DataType(DataType.MultilineText), Length(1, 2_000)] string Reason);

    /// <param name="Hash">Seals the entry and all before it.</param>
    /// <param name="Entry">Canonical JSON.</param>
    private sealed record ChainLine(string Hash, string Entry);

    /// <param name="Keys">Text of each key, <c>name+id+base64</c>.</param>
    private sealed record AuditKeys(ImmutableArray<string> Keys);

    /// <param name="BrokenAt">Sequence number at which the chain breaks.</param>
    /// <param name="Fault">How, in words.</param>
    private sealed record AuditBreak(long BrokenAt, string Fault);
}
