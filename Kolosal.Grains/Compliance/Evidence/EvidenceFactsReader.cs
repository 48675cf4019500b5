using System.Text.Json;
using Kolosal.Compliance.Controls;
using Kolosal.Storage;
using Microsoft.Extensions.Logging;

namespace Kolosal.Compliance.Evidence;

/// <summary>Reads the evidence of a workspace from the catalogue, and the reports of outside tools from their documents.</summary>
internal sealed partial class EvidenceFactsReader(ICatalogue catalogue, EvidenceDocuments documents, ILogger<EvidenceFactsReader> log)
    : IEvidenceFactsReader
{
    private const int PageSize = 500, MostReports = 20;

    public async Task<EvidenceFacts> ReadAsync(string workspace, CancellationToken cancel)
    {
        var records = new List<EvidenceRecord>();
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Evidence, [], "id", page, PageSize), cancel);
            foreach (var entry in found.Items) records.Add(JsonSerializer.Deserialize<EvidenceRecord>(entry.Document, WireJson.Options)!);
            if (found.Items.Length < PageSize) break;
        }

        var facts = ImmutableArray.CreateBuilder<EvidenceFact>(records.Count);
        foreach (var record in records) facts.Add(await FactAsync(workspace, record, cancel));
        return new EvidenceFacts(facts.ToImmutable()) { Feeds = await FeedsAsync(workspace, records, cancel) };
    }

    private async Task<EvidenceFact> FactAsync(string workspace, EvidenceRecord record, CancellationToken cancel)
    {
        // What counts is read back; what does not count needs no document.
        bool resolves = record.ApprovedAt is not null
            && await documents.ResolvesAsync(new(workspace, record.Sha256, record.Bytes), cancel);
        return new(record.Id, record.Kind, (EvidencePhase)record.Status, record.UploadedBy, record.ReviewedBy, record.ApprovedBy, record.Capacity,
            record.ApprovedAt, record.EffectiveFrom, record.EffectiveUntil, record.NextReviewAt, resolves, record.Controls)
        {
            UploadedAt = record.UploadedAt,
            ExpiredAt = record.ExpiredAt,
            Sha256 = record.Sha256,
        };
    }

    private async Task<FeedFacts> FeedsAsync(string workspace, List<EvidenceRecord> records, CancellationToken cancel)
    {
        var read = new List<object>();
        foreach (var kind in records.Where(record => FeedDocument.IsFeed(record.Kind) && record.Status == EvidenceStatus.Approved)
            .GroupBy(record => record.Kind!))
            foreach (var record in kind.OrderByDescending(record => record.UploadedAt).Take(MostReports))
            {
                if (record.Signature is { } signature && await documents.ReadAsync(new(workspace, record.Sha256, record.Bytes), cancel) is { } content
                    && FeedDocument.TryRead(record.Kind!, record.Id, signature.KeyId, content, out object? fact, out _)) read.Add(fact!);
                else LogUnread(log, record.Id, workspace);
            }
        return new(
            [.. read.OfType<BuildFact>().OrderBy(one => one.At).ThenBy(one => one.EvidenceId, StringComparer.Ordinal)],
            [.. read.OfType<BillOfMaterialsFact>().OrderBy(one => one.At).ThenBy(one => one.EvidenceId, StringComparer.Ordinal)],
            [.. read.OfType<VulnerabilityScanFact>().OrderBy(one => one.At).ThenBy(one => one.EvidenceId, StringComparer.Ordinal)]);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The report {Evidence} of {Workspace} was approved and can be read no longer; it does not count")]
    private static partial void LogUnread(ILogger log, string evidence, string workspace);
}
