using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Models;

namespace Kolosal.Compliance.Controls;

/// <summary>What a version's records say, as facts.</summary>
internal static class VersionFactsOf
{
    public static VersionFact With(VersionFact fact, ModelCard card, VersionRegistration made) => fact with
    {
        Origin = made.Origin is { Kind: not "run" } origin ? origin.Kind : null,
        Card = Of(card),
        Metrics = [.. made.Evaluation.Scores.Select(score => new MetricFact(score.Metric, score.Value, score.Low, score.High))],
        IsHeldOut = made.Evaluation.Rows == EvaluationRows.HeldOut,
        TestRows = made.Evaluation.TestRows,
        Record = made.Record is not { } record ? null
            : new(record.DataSha256, record.PlanSha256, record.Seeds.Length, record.Environment is not null),
        Evidence = [.. (card.Evidence ?? []).Select(found => new VersionEvidenceFact(found.Kind, found.Passed, found.Sha256, found.At))],
        HasFairnessReport = (card.Evidence ?? []).Any(found => found.Kind == EvidenceKinds.Fairness),
        Inputs = [.. made.Reference.Inputs.Select(column => column.Name)],
        ProtectedInputs = [.. made.Reference.Inputs.Where(column => column.Protected).Select(column => column.Name)],
        Groups = [.. from column in made.Reference.Inputs
            where column is { Protected: true, Categorical: true }
            from category in column.Categories.Select((name, at) => (name, at))
            where category.at < column.Counts.Length
            select new GroupFact(column.Name, category.name, column.Counts[category.at])],
    };

    public static ValidationFact? Of(ValidationReport? report) => report is null ? null : new(report.At, report.Passed, report.PackageSha256)
    {
        Items = (report.Items ?? []).GroupBy(item => item.Name, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                items => items.Key, items => Worst(items.Select(item => WireJson.Word(item.Outcome))), StringComparer.Ordinal),
    };

    public static DecisionFact Of(ModelDecision decision)
    {
        ImmutableSortedDictionary<string, string>? items = null;
        if (decision.Evidence is { } text)
        {
            using var parsed = JsonDocument.Parse(text);
            items = parsed.RootElement.TryGetProperty("items", out var listed)
                ? listed.EnumerateArray().GroupBy(item => item.GetProperty("name").GetString()!, StringComparer.Ordinal).ToImmutableSortedDictionary(
                    item => item.Key,
                    item => Worst(item.Select(one => one.GetProperty("outcome").GetString()!)),
                    StringComparer.Ordinal)
                : ImmutableSortedDictionary<string, string>.Empty;
        }

        return new(
            decision.At, decision.Action, decision.Version, decision.To is { } to ? WireJson.Word(to) : null, decision.By, items,
            decision.Evidence is { } shown && Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown))) == decision.EvidenceSha256);
    }

    private static CardFact Of(ModelCard card)
    {
        var words = card.Words;
        return new()
        {
            Description = words.Description ?? "",
            IntendedUse = words.IntendedUse ?? "",
            OutOfScope = words.OutOfScope ?? "",
            Limitations = words.Limitations ?? "",
            Ethics = words.EthicalConsiderations ?? "",
            Contact = words.Contact ?? "",
            Owner = words.Owner ?? "",
            Purpose = words.Purpose ?? "",
            Users = words.Users ?? "",
            PartyRole = words.PartyRole is { } party ? WireJson.Word(party) : "",
            RiskClass = words.RiskClass is { } risk ? WireJson.Word(risk) : "",
            ProhibitedScreening = words.ProhibitedScreening ?? "",
            AffectedGroups = words.AffectedGroups ?? "",
            LegalEffect = words.LegalEffect,
            Criticality = words.Criticality is { } critical ? WireJson.Word(critical) : "",
            WrittenAt = card.WordsAt,
        };
    }

    // An item is told once for each of its sources; one that failed speaks for all.
    private static string Worst(IEnumerable<string> outcomes)
    {
        string[] all = [.. outcomes];
        return ((string[])["failed", "missing", "passed"]).FirstOrDefault(all.Contains) ?? "not_applicable";
    }
}
