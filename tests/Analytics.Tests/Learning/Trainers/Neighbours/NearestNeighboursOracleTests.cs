using Kolosal.Testing;

namespace Kolosal.Learning.Neighbours;

/// <summary>Every nearest-neighbour case, each by brute force, k-d tree and ball tree.</summary>
public class NearestNeighboursOracleTests
{
    private const string File = "models_other.json";

    public static TheoryData<string> Ids => OracleReading.Ids(File, "knn_classifier", "knn_regressor");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Votes_and_means_match(string id)
    {
        var @case = OracleReading.Case(File, id);
        int columns = @case.Matrix("X")[0].Length;
        ImmutableArray<FeatureInfo> infos = [.. Enumerable.Range(0, columns).Select(c => new FeatureInfo($"x{c}"))];
        bool numbers = @case.Function == "knn_regressor";
        var rows = numbers ? TrainingSet.Regression(@case.Vector("X"), infos, @case.Vector("y"))
            : TrainingSet.Classification(@case.Vector("X"), infos, @case.Integers("y"), @case.Integers("y").Max() + 1);
        string metric = @case.Params.TryGetProperty("metric", out var given) ? given.GetString()! : "euclidean";
        double power = @case.Params.TryGetProperty("p", out var p) ? p.GetDouble() : 2;
        foreach (var search in Enum.GetValues<NeighbourSearch>())
        {
            var model = new NearestNeighboursTrainer(new(@case.Params.GetProperty("k").GetInt32(),
                Enum.Parse<NeighbourWeighting>(@case.Params.GetProperty("weights").GetString()!, ignoreCase: true))
            {
                Metric = new(Enum.Parse<DistanceKind>(metric, ignoreCase: true), power),
                Search = search,
            }).Fit(rows, 0, CancellationToken.None);
            double[] test = @case.Vector("test"), got = new double[test.Length / columns * model.Outputs];
            model.ScoreBatch(test, test.Length / columns, got);
            @case.Near(numbers ? "pred" : "proba", got);
        }
    }
}
