using Kolosal.Events;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;

namespace Kolosal.Backup;

/// <summary>Scores logged predictions again with the packages of a restored copy: what was answered must come again, bit for bit.</summary>
/// <remarks>A row whose inputs were erased, or whose package was, cannot be scored again and is skipped.</remarks>
/// <param name="shadow">The copy.</param>
/// <param name="rowsOfAModel">Most rows of each.</param>
/// <param name="isErased">Whether a blob was erased from the backup.</param>
internal sealed class GoldenPredictions(IShadow shadow, int rowsOfAModel, Func<BlobRef, bool> isErased)
{
    /// <summary>Records looked at, over all models.</summary>
    private const int MostRecords = 20_000;

    private readonly Dictionary<VersionKey, (ShadowScorer? Scorer, bool Known)> scorers = [];
    private readonly Dictionary<string, long> counted = new(StringComparer.Ordinal);

    public async Task<GoldenTally> CompareAsync(CancellationToken cancel)
    {
        var tally = new GoldenTally();
        var records = new List<ReadOnlyMemory<byte>>();
        await foreach (var record in shadow.LatestPredictionsAsync(MostRecords, cancel)) records.Add(record);

        // The latest first, so that of each model those are taken.
        for (int i = records.Count - 1; i >= 0; i--)
        {
            cancel.ThrowIfCancellationRequested();
            var served = ServedRecord.Read(0, records[i].Span);
            if (served.Request.Outcomes is not null || served.Request.Error is not null || served.Request.Rows == 0) continue;
            if (counted.GetValueOrDefault(served.Model) >= rowsOfAModel) continue;
            counted[served.Model] = counted.GetValueOrDefault(served.Model) + served.Request.Rows;
            if (await ScorerAsync(ModelKey.Parse(served.Model).Version(served.Request.Version), cancel) is { } scorer)
                Compare(scorer, served.Request, tally);
            else tally.Skip(served.Request.Rows);
        }

        return tally;
    }

    private static void Compare(ShadowScorer scorer, ServedRequest request, GoldenTally tally)
    {
        int inputs = request.Inputs.Length / request.Rows, outputs = request.Outputs.Length / request.Rows;
        if (inputs != scorer.Inputs)
        {
            tally.Skip(request.Rows);
            return;
        }

        var again = new double[scorer.Outputs];
        for (int row = 0; row < request.Rows; row++)
        {
            var values = request.Inputs.AsSpan(row * inputs, inputs);
            if (request.InputsSha256 is not null && !values.ContainsAnyExcept(double.NaN)) tally.Skip(); // the inputs were erased
            else if (scorer.TryScore(values, again))
                tally.Compare(request.Outputs.AsSpan(row * outputs, outputs), again);
            else tally.Skip();
        }
    }

    private async Task<ShadowScorer?> ScorerAsync(VersionKey version, CancellationToken cancel)
    {
        if (scorers.TryGetValue(version, out var known)) return known.Scorer;
        var made = await LoadAsync(version, cancel);
        scorers.Add(version, (made, true));
        return made;
    }

    /// <exception cref="BackupDamagedException">The state names a package that the copy does not have, or that is not whole.</exception>
    private async Task<ShadowScorer?> LoadAsync(VersionKey version, CancellationToken cancel)
    {
        if (await shadow.VersionAsync(version, cancel) is not { } registered || isErased(registered.Package)) return null;
        try
        {
            await using var stream = await shadow.Blobs.OpenAsync(registered.Package, cancel)
                ?? throw new BackupDamagedException($"The package of {version} is not in the restored copy.");
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancel);
            content.Position = 0;
            var scorer = ModelPackage.Load(content).CreateScorer();
            return ShadowScorer.Of(
                scorer, [.. registered.Reference.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories))],
                scorer.Problem.Task == LearningTask.Regression ? [] : scorer.Problem.Classes).Scorer;
        }
        catch (Exception damaged) when (damaged is BlobCorruptException or InvalidDataException)
        {
            throw new BackupDamagedException($"The package of {version} is damaged in the restored copy. {damaged.Message}", damaged);
        }
    }
}
