using Kolosal.Learning;
using Kolosal.Statistics;

namespace Kolosal.Engines.LightGbm;

/// <summary>One fit of LightGBM.</summary>
/// <param name="rows">Rows of the library's own targets: a regression's are in standard deviations from their mean.</param>
/// <param name="options">Checked.</param>
/// <param name="seed">Of the library's random numbers and of the rows kept back.</param>
internal sealed class LightGbmRun(TrainingSet rows, LightGbmOptions options, ulong seed)
{
    // What follows names threads and other settings that are no part of a model.
    private static ReadOnlySpan<byte> EndOfTrees => "\nend of trees\n"u8;

    /// <summary>The model as the library's text, up to the end of its trees.</summary>
    /// <exception cref="LightGbmException">The library refuses.</exception>
    /// <exception cref="TrainingException">The rows are too few.</exception>
    public byte[] Learn(CancellationToken cancel)
    {
        bool ranks = options.Loss == LightGbmLoss.LambdaRank;
        if (ranks && rows.Groups.IsEmpty)
            throw new TrainingException("A ranking is learnt from lists, and the rows are in none; give them groups, such as the query of each row.");
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        // The library takes lists as runs of rows.
        if (ranks) counted = [.. counted.GroupBy(row => rows.Groups.Span[row]).SelectMany(list => list)];
        if (counted.Length < 2)
            throw new TrainingException($"Boosting needs at least two rows that count, got {counted.Length}; add rows or use the prior.");
        var (learning, validation) = options.EarlyStoppingRounds == 0 ? (counted, []) : Split(counted);
        string parameters = options.Parameters(rows, seed);
        using var setting = ThreadSetting.Enter(options.Threads, cancel);
        using var training = Dataset(learning, parameters);
        using var held = validation.Length == 0 ? null : Dataset(validation, parameters, training);
        cancel.ThrowIfCancellationRequested();
        using var booster = BoosterHandle.Of(training, parameters);
        if (held is not null) booster.Validate(held);
        int best = Boost(booster, held is not null, cancel);
        byte[] text = booster.Save(best);
        return text[..(text.AsSpan().IndexOf(EndOfTrees) + EndOfTrees.Length)];
    }

    /// <summary>The number of rounds to keep; −1 for all.</summary>
    private int Boost(BoosterHandle booster, bool stopsEarly, CancellationToken cancel)
    {
        double least = double.PositiveInfinity;
        int best = -1;
        for (int round = 1; round <= options.NumIterations; round++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!booster.Update()) break;
            if (!stopsEarly) continue;
            double loss = booster.ValidationLoss();
            if (loss < least) (least, best) = (loss, round);
            else if (round - best >= options.EarlyStoppingRounds) break;
        }
        return best;
    }

    private DatasetHandle Dataset(int[] chosen, string parameters, DatasetHandle? reference = null)
    {
        int columns = rows.Columns.Length;
        var features = rows.Features;
        // Lists bring rows into an order of their own.
        if (chosen.Length < rows.Rows || options.Loss == LightGbmLoss.LambdaRank)
        {
            var taken = new double[chosen.Length * columns];
            for (int i = 0; i < chosen.Length; i++) rows.Row(chosen[i]).CopyTo(taken.AsSpan(i * columns));
            features = taken;
        }
        var dataset = DatasetHandle.Of(features.Span, chosen.Length, columns, parameters, reference);
        try
        {
            bool numbers = rows.Task == LearningTask.Regression;
            dataset.Set("label", Array.ConvertAll(chosen, row => numbers ? (float)rows.Targets.Span[row] : rows.Labels.Span[row]));
            if (!rows.Weights.IsEmpty) dataset.Set("weight", Array.ConvertAll(chosen, row => (float)rows.Weight(row)));
            if (options.Loss == LightGbmLoss.LambdaRank)
                dataset.Set("group", (int[])[.. chosen.GroupBy(row => rows.Groups.Span[row]).Select(list => list.Count())]);
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a share of each class back.</summary>
    private (int[] Learning, int[] Validation) Split(int[] counted)
    {
        var random = new SeededRandom(seed, stream: 0xE57);
        var kept = new HashSet<int>();
        bool numbers = rows.Task == LearningTask.Regression;
        foreach (var group in counted.GroupBy(row => numbers ? 0 : rows.Labels.Span[row]).OrderBy(group => group.Key))
        {
            int[] own = [.. group];
            int share = (int)Math.Round(own.Length * options.ValidationShare);
            for (int i = 0; i < share; i++)
            {
                int j = i + random.Next(own.Length - i);
                (own[i], own[j]) = (own[j], own[i]);
                kept.Add(own[i]);
            }
        }
        if (kept.Count == 0 || counted.Length - kept.Count < 2)
            throw new TrainingException($"Early stopping keeps {options.ValidationShare:P0} of the rows to judge by, and {counted.Length} rows are "
                + "too few for that; turn it off.");
        return ([.. counted.Where(row => !kept.Contains(row))], [.. kept.Order()]);
    }
}
