using Kolosal.Datasets;
using Kolosal.Events;
using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Tabular;

namespace Kolosal.Retraining;

/// <summary>The computing of retrainings: on the training pool, beside no request that waits for an answer. Safe for any number of callers.</summary>
internal sealed class ChallengerWork(IBlobStore blobs, FrameCache frames, ITrainingPool pool)
{
    /// <summary>A version's model.</summary>
    /// <exception cref="StorageException">Its package is not there or damaged.</exception>
    public async Task<Scorer> LoadAsync(VersionRegistration version, CancellationToken cancel)
    {
        try
        {
            await using var stream = await blobs.OpenAsync(version.Package, cancel)
                ?? throw new BlobCorruptException(version.Package.Sha256, "it is gone.");
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancel);
            content.Position = 0;
            return ModelPackage.Load(content).CreateScorer();
        }
        catch (Exception damaged) when (damaged is BlobCorruptException or InvalidDataException)
        {
            throw new StorageException(StorageTrouble.Damaged, StorageCodes.PackageDamaged,
                $"The package {version.Package.Sha256} is damaged or gone; put it back from a backup. {damaged.Message}", damaged);
        }
    }

    /// <summary>Has the challenger score logged requests and outcomes of the champion.</summary>
    /// <param name="challenger">Used by nobody else meanwhile.</param>
    /// <param name="champion">The champion's version.</param>
    /// <param name="read">What the log holds.</param>
    /// <param name="tally">Counted into; used by nobody else meanwhile.</param>
    /// <param name="most">At most so many rows, and so many outcomes, are in the tally afterwards.</param>
    /// <param name="cancel">Polled by request.</param>
    public Task<ShadowTally> ScoreAsync(
        ShadowScorer challenger, int champion, PredictionsServed read, ShadowTally tally, int most, CancellationToken cancel)
    {
        return pool.RunAsync(0, token =>
        {
            double[] said = new double[challenger.Outputs];
            foreach (var request in read.Requests)
            {
                token.ThrowIfCancellationRequested();
                if (request.Version != champion) continue;
                if (request.Outcomes is { } outcomes) Learn(outcomes);
                else if (request.Error is null) Compare(request);
            }
            return tally;

            void Compare(ServedRequest request)
            {
                for (int row = 0; row < request.Rows && tally.Rows < most; row++)
                    if (challenger.TryScore(request.Inputs.AsSpan(row * challenger.Inputs, challenger.Inputs), said))
                        tally.Compare(challenger.Regression, request.Outputs.AsSpan(row * said.Length, said.Length), said);
                    else tally.Unscored++;
            }

            void Learn(ImmutableArray<PredictionOutcome> outcomes)
            {
                foreach (var outcome in outcomes)
                    if (outcome.Corrects is not null) tally.Corrections++;
                    else if (tally.Outcomes < most && outcome.Inputs.Length == challenger.Inputs && challenger.TryScore(outcome.Inputs, said))
                        tally.Learn(challenger.Regression, outcome.Outputs, said, outcome.Actual);
            }
        }, cancel);
    }

    /// <summary>Compares champion and challenger on the challenger's test part, less what the champion learnt from.</summary>
    public async Task<HeldOutReport> CompareAsync(
        IGrainFactory grains, string workspace, VersionRegistration champion, VersionRegistration challenger, CancellationToken cancel)
    {
        if (challenger.Record is not { } record) return RetrainingView.Impossible("The challenger's plan was not recorded.");
        var data = await grains.Dataset(workspace, challenger.DatasetId).OpenAsync();
        if (!data.Accepted) return RetrainingView.Impossible($"The challenger's dataset cannot be read: {data.Refusal.Message}");
        var before = champion.DatasetId == challenger.DatasetId ? data : await grains.Dataset(workspace, champion.DatasetId).OpenAsync();
        if (!before.Accepted)
            return RetrainingView.Impossible(
                $"The champion's dataset cannot be read, so it cannot be told which rows it has learnt from: {before.Refusal.Message}");
        var plan = RunPlan.Parse(record.Plan);
        var championPlan = champion.Record is { } known ? RunPlan.Parse(known.Plan) : null;
        var (one, other) = (await LoadAsync(champion, cancel), await LoadAsync(challenger, cancel));
        try
        {
            var table = await frames.GetAsync(data.Value, cancel);
            var learnt = before.Value.DatasetId == data.Value.DatasetId ? table : await frames.GetAsync(before.Value, cancel);
            bool sameParts = ReferenceEquals(learnt, table) && championPlan is not null && DealtAlike(plan, championPlan);
            long bytes = sizeof(double) * (data.Value.Rows * data.Value.Columns.Length + before.Value.Rows * before.Value.Columns.Length);
            return await pool.RunAsync(bytes, token => Compare(table, learnt, plan, championPlan, sameParts, one, other, token), cancel);
        }
        catch (FileNotFoundException)
        {
            return RetrainingView.Impossible("The content of a dataset is not in the store.");
        }
        catch (Exception impossible) when (impossible is TrainingException or ArgumentException or TrainingMemoryException)
        {
            return RetrainingView.Impossible(impossible.Message);
        }
    }

    private static HeldOutReport Compare(
        Frame table, Frame learnt, RunPlan plan, RunPlan? championPlan, bool sameParts, Scorer champion, Scorer challenger, CancellationToken cancel)
    {
        string[] inputs = [.. champion.InputSchema.Columns.Concat(challenger.InputSchema.Columns).Select(column => column.Name).Distinct()];
        if (Array.Find(inputs, name => table.Schema.IndexOf(name) < 0) is { } missing)
            return RetrainingView.Impossible($"The challenger's dataset has no column '{missing}', which the champion needs.");
        if (!champion.Problem.Classes.Order().SequenceEqual(challenger.Problem.Classes.Order()))
            return RetrainingView.Impossible("Champion and challenger answer different classes.");

        var test = DataSplit.TestPart(table, plan).Test;
        int[] fresh = sameParts ? [.. Enumerable.Range(0, test.Rows)]
            : HeldOutComparison.Unlearnt(
                test, championPlan is null ? learnt : DataSplit.TestPart(learnt, championPlan).Development, [.. inputs, plan.Problem.Target]);
        if (fresh.Length < HeldOutComparison.LeastRows)
            return RetrainingView.Impossible($"Of the {test.Rows} rows of the challenger's test part {fresh.Length} are left that the champion did "
                + $"not learn from; at least {HeldOutComparison.LeastRows} are needed.");
        var rows = fresh.Length == test.Rows ? test : test.SelectRows(fresh);
        return RetrainingView.Report(HeldOutComparison.Run(rows, test.Rows - fresh.Length, champion, challenger, cancel));
    }

    /// <summary>Whether two plans for one dataset have the same test part.</summary>
    private static bool DealtAlike(RunPlan a, RunPlan b) =>
        a.Problem.Equals(b.Problem) && a.Seed == b.Seed && a.Split == b.Split && a.TestShare == b.TestShare && a.Rows == b.Rows
        && a.DuplicatesTogether == b.DuplicatesTogether;
}
