using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Models;

namespace Kolosal.Experiments;

/// <summary>What a run leaves behind of what its result follows from.</summary>
internal static class RunRecords
{
    public static TrainingRecord Of(string runId, RunRecord run, RunPlan plan)
    {
        var data = run.Data!;
        var winner = run.Winner is { } number ? run.Finished.Find(trial => trial.Number == number) : null;
        return new TrainingRecord(
            runId, data.DatasetId, data.Data.Sha256, data.Rows, SchemaSha256(data),
            [.. data.Columns.Select(c => new RecordedColumn(c.Name, c.Type, c.Role, c.Protected, c.Categories.IsDefault ? 0 : c.Categories.Length))],
            data.FavourableLabel, Sha256(run.Plan), run.Plan, Seeds(plan, run.Winner), run.Finished.Count, TrialsSha256(run.Finished), run.Winner,
            winner?.Trainer, winner?.Parameters ?? "", run.Model?.Package.Sha256, run.Model?.Environment);
    }

    /// <summary>Of what the columns mean and how they are read, without what was merely counted in them.</summary>
    public static string SchemaSha256(DatasetContent data) => Sha256(JsonSerializer.Serialize(new
    {
        columns = data.Columns.Select(c => new { c.Name, c.Type, c.Role, c.Protected, c.Categories, c.Reading }),
        data.FavourableLabel,
    }));

    /// <summary>Of what was tried and reached; what it cost is measured anew every time, and is no part of it.</summary>
    private static string TrialsSha256(IEnumerable<TrialReport> trials)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var trial in trials.OrderBy(trial => trial.Number))
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{trial.Number}\t{trial.Trainer}\t{trial.Parameters}\t{trial.Outcome?.Score:R}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ImmutableArray<RecordedSeed> Seeds(RunPlan plan, int? winner) =>
    [
        .. Enum.GetValues<SeedPurpose>().Where(purpose => purpose is not (SeedPurpose.Fit or SeedPurpose.Suggestion))
            .Select(purpose => Seed(purpose, plan.SeedFor(purpose))),
        .. winner is { } trial ? [Seed(SeedPurpose.Fit, plan.SeedFor(SeedPurpose.Fit, trial))] : (ImmutableArray<RecordedSeed>)[],
    ];

    private static RecordedSeed Seed(SeedPurpose purpose, ulong seed) => new(WireJson.Word(purpose), seed.ToString(CultureInfo.InvariantCulture));

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
