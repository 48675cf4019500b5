using System.Text.Json;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance;

/// <summary>Documents that show something: handed in, reviewed, approved by somebody else, expired.</summary>
internal static class EvidenceEndpoints
{
    private const int MostDue = 500;

    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.Evidence, NotFound);

    public static RouteGroupBuilder MapEvidence(this IEndpointRouteBuilder routes)
    {
        var evidence = routes.MapGroup("/api/compliance/evidence").WithTags("Compliance");
        evidence.MapPost("", Submit).WithName("SubmitEvidence")
            .WithSummary("Hands in a document as evidence for a kind of document or for controls; an outside tool's with its signature.");
        evidence.MapGet("", List).WithName("ListEvidence").WithSummary("Evidence by kind, type, status, controls and time, without the documents.");
        evidence.MapGet("/due-reviews", Due).WithName("ListDueEvidenceReviews")
            .WithSummary("Approved evidence whose end or next review lies within days (the configured ones when left out), the nearest first.");
        evidence.MapGet("/{id}", Get).OfRecord(Record).WithName("GetEvidence").WithSummary("One piece of evidence, without the document.");
        evidence.MapGet("/{id}/document", Download).OfRecord(Record).WithName("GetEvidenceDocument")
            .WithSummary("The document, as it was handed in.");
        evidence.MapPatch("/{id}/status", Change).OfRecord(Record).WithName("ChangeEvidenceStatus")
            .WithSummary("Takes evidence to reviewed, approved or expired, or back to draft; never by who handed it in.");
        return evidence;
    }

    private static async Task<Results<Created<EvidenceRecord>, Problem>> Submit(
        SubmitEvidenceRequest request, Caller caller, IGrainFactory grains, IBlobStore blobs, IOptions<ComplianceOptions> options,
        TimeProvider clock, CancellationToken cancel)
    {
        if (request.Bytes() is not { Length: > 0 } bytes)
            return new Problem(422, "evidence.no-document", "The content must be the document in base64, one byte or more.");
        if (bytes.Length > options.Value.DocumentMegabytes << 20)
            return new Problem(413, "evidence.too-large",
                $"A document may have {options.Value.DocumentMegabytes} MiB; this one has {bytes.Length} bytes.");
        using var content = new MemoryStream(bytes);
        var stored = await blobs.PutAsync(caller.Workspace, content, cancel);
        var submission = request.ToSubmission(stored, clock.GetUtcNow());
        return await grains.Evidence(caller.Workspace, EvidenceGrains.EvidenceId(submission)).SubmitAsync(submission)
            .ToCreated(made => $"/api/compliance/evidence/{made.Id}");
    }

    private static Task<Listing<EvidenceRecord>> List(ListRequest list, Caller caller, ICatalogue catalogue, CancellationToken cancel) =>
        list.AnswerAsync<EvidenceRecord>(catalogue, caller, CatalogueKinds.Evidence, cancel);

    private static async Task<Results<Ok<EvidenceListing>, Problem>> Due(
        Caller caller, ICatalogue catalogue, IOptions<ComplianceOptions> options, TimeProvider clock, CancellationToken cancel, int? days = null)
    {
        if (days is < 0 or > 3_650) return new Problem(400, "evidence.bad-days", $"Need days from 0 to 3650, got {days}.");
        var until = clock.GetUtcNow().AddDays(days ?? options.Value.ReviewDays);
        var found = new List<EvidenceRecord>();
        for (int page = 1; ; page++)
        {
            var read = await catalogue.QueryAsync(new(caller.Workspace, CatalogueKinds.Evidence,
                [new("status", FilterOperator.Equal, WireJson.Word(EvidenceStatus.Approved))], "id", page, MostDue), cancel);
            found.AddRange(read.Items.Select(entry => JsonSerializer.Deserialize<EvidenceRecord>(entry.Document, WireJson.Options)!));
            if (read.Items.Length < MostDue) break;
        }
        EvidenceRecord[] due = [.. found.Where(record => EndOf(record) < until).OrderBy(EndOf).ThenBy(record => record.Id, StringComparer.Ordinal)];
        return TypedResults.Ok(new EvidenceListing([.. due.Take(MostDue)], due.Length, until));
    }

    private static Task<Results<Ok<EvidenceRecord>, StatusCodeHttpResult, Problem>> Get(
        string id, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Evidence(caller.Workspace, caller.Key(id).Id).GetAsync().ToDocument(context, found => found.Revision);

    private static async Task<Results<FileStreamHttpResult, Problem>> Download(
        string id, Caller caller, IGrainFactory grains, IBlobStore blobs, CancellationToken cancel)
    {
        var read = await grains.Evidence(caller.Workspace, caller.Key(id).Id).GetAsync();
        if (!read.Accepted) return new Problem(read.Refusal);
        return await blobs.OpenAsync(new(caller.Workspace, read.Value.Sha256, read.Value.Bytes), cancel) is { } content
            ? TypedResults.Stream(content, "application/octet-stream", read.Value.FileName)
            : new Problem(Refusal.NotFound("evidence.no-document", "The document is no longer stored; restore it from a backup."));
    }

    private static Task<Results<Ok<EvidenceRecord>, StatusCodeHttpResult, Problem>> Change(
        string id, ChangeEvidenceStatusRequest request, IfMatch match, HttpContext context, Caller caller, IGrainFactory grains) =>
        grains.Evidence(caller.Workspace, caller.Key(id).Id)
            .ChangeStatusAsync(new(request.Status, request.Capacity, request.Note, request.NextReviewAt), match.Revision)
            .ToDocument(context, changed => changed.Revision);

    private static DateTimeOffset EndOf(EvidenceRecord record) =>
        (record.EffectiveUntil, record.NextReviewAt) switch
        {
            ({ } end, { } review) => end < review ? end : review,
            var (end, review) => end ?? review ?? DateTimeOffset.MaxValue,
        };

    private static Refusal NotFound(string id) => Refusal.NotFound("evidence.not-found", $"There is no evidence '{id}' in this workspace.");
}

/// <summary>Evidence that is due.</summary>
/// <param name="Items">The nearest first.</param>
/// <param name="Total">How many.</param>
/// <param name="Until">The day up to which it was looked.</param>
internal sealed record EvidenceListing(ImmutableArray<EvidenceRecord> Items, int Total, DateTimeOffset Until);
