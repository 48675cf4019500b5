namespace Kolosal.Learning.Neighbours;

/// <summary>k nearest neighbours (Cover and Hart, IEEE Transactions on Information Theory
/// 13, 1967): class shares, or the mean, of the k training rows nearest to a row.</summary>
/// <remarks>
/// A neighbour's vote is its sample weight, times one over its distance where so asked (Dudani, IEEE Transactions on Systems,
/// Man and Cybernetics 6, 1976, eq. 2). Rows of weight 0 are not kept. Of rows equally far the ones that came first in training
/// are the neighbours. The sample weight changes the vote and not the count of k, so a row of weight 2 is not two rows.
/// </remarks>
public sealed class NearestNeighboursTrainer(NearestNeighboursOptions options) : Trainer(Descriptor)
{
    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("k_nearest_neighbours", [LearningTask.Binary, LearningTask.Multiclass, LearningTask.Regression], FeatureEncoding.Dense,
        new SearchSpace(
            new IntegerParameter("neighbours", 1, 200, 10, Log: true),
            new CategoricalParameter("weighting", ["auto", "uniform", "distance"], "auto"),
            new CategoricalParameter("metric", ["euclidean", "manhattan", "chebyshev", "cosine", "minkowski"], "euclidean"),
            new FloatParameter("power", 1, 8, 3, When: new("metric", "minkowski"))),
        Create, NearestNeighboursPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        if (rows.Columns.IsEmpty) throw new TrainingException("Distances need at least one column, got none; use 'prior' for rows without features.");
        int[] counted = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0)];
        if (counted.Length < rows.Rows) rows = rows.Take(counted);
        var index = NeighbourIndex.Build(rows.Features, rows.Columns.Length, options.Metric, options.Search, cancel);
        var weighting = options.Weighting
            ?? (rows.Task == LearningTask.Regression ? NeighbourWeighting.Distance : NeighbourWeighting.Uniform);
        return new NearestNeighboursPredictor(index, Math.Min(options.Neighbours, rows.Rows), weighting, rows.Classes, rows.Labels,
            rows.Targets, rows.Weights);
    }

    private static NearestNeighboursTrainer Create(HyperParameters given)
    {
        var kind = given.Choice("metric") switch
        {
            "manhattan" => DistanceKind.Manhattan,
            "chebyshev" => DistanceKind.Chebyshev,
            "cosine" => DistanceKind.Cosine,
            "minkowski" => DistanceKind.Minkowski,
            _ => DistanceKind.Euclidean,
        };
        NeighbourWeighting? weighting = given.Choice("weighting") switch
        {
            "uniform" => NeighbourWeighting.Uniform,
            "distance" => NeighbourWeighting.Distance,
            _ => null,
        };
        return new(new(given.Integer("neighbours"), weighting)
        {
            Metric = new(kind, given.Float("power")),
        });
    }
}
