using Kolosal.Statistics;

namespace Kolosal.Learning.Validation;

/// <summary>A fold and the folds of its training rows.</summary>
/// <param name="Outer">Judges the whole procedure.</param>
/// <param name="Inner">Chooses within it: row numbers of the table, all from the outer training rows.</param>
public sealed record NestedFold(Fold Outer, ImmutableArray<Fold> Inner);

/// <summary>Folds made of other folds, or given as lists.</summary>
public static class FoldLists
{
    /// <summary>A fold for each row. Costs as many fits as rows.</summary>
    /// <param name="rows">At least 2.</param>
    /// <exception cref="TrainingException">There are fewer than two rows.</exception>
    public static ImmutableArray<Fold> LeaveOneOut(int rows) => rows >= 2 ? Folds.Predefined([.. Enumerable.Range(0, rows)])
        : throw new TrainingException($"Leaving one out needs at least two rows, got {rows}.");

    /// <summary>The same folds again under other seeds: the mean over repeats wavers less.</summary>
    /// <param name="folds">Folds of a seed.</param>
    /// <param name="repeats">At least 1.</param>
    /// <param name="seed">Repeat i uses the seed derived for i.</param>
    public static ImmutableArray<Fold> Repeated(Func<ulong, ImmutableArray<Fold>> folds, int repeats, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        return [.. Enumerable.Range(0, repeats).SelectMany(i => folds(SeededRandom.Derive(seed, (ulong)i)))];
    }

    /// <summary>Folds within folds: what is chosen by the inner ones is judged by rows
    /// that no choice has seen (Varma and Simon, BMC Bioinformatics 7, 2006).</summary>
    /// <param name="outer">Folds of the table.</param>
    /// <param name="inner">Folds of the rows it is given (row numbers of the table, ascending), numbered by their place among them.</param>
    public static ImmutableArray<NestedFold> Nested(ImmutableArray<Fold> outer, Func<ImmutableArray<int>, ImmutableArray<Fold>> inner) =>
        [.. outer.Select(fold => new NestedFold(fold, [.. inner(fold.Training)
            .Select(own => new Fold(Rows(fold, own.Training), Rows(fold, own.Validation)))]))];

    /// <summary>Folds as given: pairs of row numbers.</summary>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="lists">Rows to learn from and rows to judge by, at least one of each a fold.</param>
    /// <exception cref="TrainingException">A number is none of a row or occurs twice, a row is on both sides, or a side is empty.</exception>
    public static ImmutableArray<Fold> Given(int rows, IEnumerable<(IEnumerable<int> Training, IEnumerable<int> Validation)> lists)
    {
        var folds = ImmutableArray.CreateBuilder<Fold>();
        foreach (var (training, validation) in lists)
        {
            var fold = new Fold([.. training.Order()], [.. validation.Order()]);
            if (fold.Training.IsEmpty || fold.Validation.IsEmpty)
                throw new TrainingException($"Fold {folds.Count} needs rows to learn from and rows to judge by.");
            var seen = new HashSet<int>();
            foreach (int row in fold.Training.Concat(fold.Validation))
                if ((uint)row >= (uint)rows || !seen.Add(row))
                    throw new TrainingException($"Fold {folds.Count} names row {row} twice, or it is none of 0 to {rows - 1}.");
            folds.Add(fold);
        }
        return folds.Count > 0 ? folds.ToImmutable() : throw new TrainingException("Need at least one fold, got none.");
    }

    private static ImmutableArray<int> Rows(Fold fold, ImmutableArray<int> places) => [.. places.Select(place => fold.Training[place])];
}
