using Kolosal.Learning.Preprocessing.Selection;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Scores of columns against scikit-learn, and selections where the answer is known.</summary>
public class SelectionOracleTests
{
    private const string File = "preprocessing.json";

    public static TheoryData<string> TestIds => OracleReading.Ids(File, "f_classif", "f_regression", "chi2_selection");

    public static TheoryData<string> InformationIds => OracleReading.Ids(File, "mutual_information_discrete", "mutual_information_continuous");

    [OracleTheory, MemberData(nameof(TestIds))]
    public void Scores_and_their_chances(string id)
    {
        var @case = OracleReading.Case(File, id);
        var rows = OracleRows.Of(@case, "X");
        FeatureScore[] scores = [.. Enumerable.Range(0, rows.Columns.Length).Select(c =>
        {
            double[] x = ColumnStepsFitter.Column(rows, c);
            if (@case.Function == "f_regression") return FeatureScores.RegressionF(x, @case.Vector("y"));
            int[] y = @case.Integers("y");
            return @case.Function == "f_classif" ? FeatureScores.OneWayF(x, y, y.Max() + 1) : FeatureScores.ChiSquare(x, y, y.Max() + 1);
        })];
        @case.Near(@case.Function == "chi2_selection" ? "chi2" : "F", [.. scores.Select(s => s.Value)]);
        @case.Near("p", [.. scores.Select(s => s.P)]);
        if (@case.Expected.TryGetProperty("pearson", out _))
            @case.Near("pearson", [.. Enumerable.Range(0, rows.Columns.Length)
                .Select(c => FeatureScores.Correlation(ColumnStepsFitter.Column(rows, c), @case.Vector("y")))]);
    }

    [OracleTheory, MemberData(nameof(InformationIds))]
    public void Information(string id)
    {
        var @case = OracleReading.Case(File, id);
        var rows = OracleRows.Of(@case, "X");
        bool discrete = @case.Function == "mutual_information_discrete",
            regression = !discrete && @case.Params.GetProperty("estimator").GetString()!.StartsWith("Kraskov");
        @case.Near("mi", [.. Enumerable.Range(0, rows.Columns.Length).Select(c =>
        {
            double[] x = ColumnStepsFitter.Column(rows, c);
            return discrete ? MutualInformation.OfCodes([.. x.Select(v => (int)v)], @case.Integers("y"))
                : regression ? MutualInformation.OfNumbers(x, @case.Vector("y"), (int)@case.Param("n_neighbors"), 1, CancellationToken.None)
                : MutualInformation.OfNumberAndCode(x, @case.Integers("y"), (int)@case.Param("n_neighbors"), 1);
        })]);
    }

    [Fact]
    public void Information_between_normal_variables_is_that_of_their_correlation() // −½ ln(1 − ρ²)
    {
        var random = new SeededRandom(5);
        double[] x = [.. Enumerable.Range(0, 3000).Select(_ => random.NextNormal())], y = [.. x.Select(v => 0.8 * v + 0.6 * random.NextNormal())];
        Assert.Equal(-0.5 * Math.Log(1 - 0.64), MutualInformation.OfNumbers(x, y, 3, 1, CancellationToken.None), 0.05);
    }

    [Fact]
    public void Every_selection_finds_the_two_columns_that_matter()
    {
        foreach (var task in Enum.GetValues<LearningTask>())
        {
            var rows = TwoOfSix(task);
            foreach (var step in (ITransformFitter[])[
                new ScoreSelection(new(SelectionScore.FTest, Columns: 2)), new ScoreSelection(new(SelectionScore.MutualInformation, Columns: 2)),
                new RecursiveElimination(new(0.33)), new PermutationSelection(new(Deviations: 3))])
            {
                var kept = ((SelectTransform)step.Fit(rows, 2, CancellationToken.None)).Kept;
                Assert.Contains(1, kept);
                Assert.Contains(4, kept);
                if (step is not PermutationSelection) Assert.Equal(2, kept.Length);
            }
        }
    }

    [Fact]
    public void Columns_without_variance_and_repeated_columns_go()
    {
        double[] features = [.. Enumerable.Range(0, 50).SelectMany(i => (double[])[i, 1e9, -2.0 * i + 3, i * 37 % 50])];
        var rows = new FeatureRows(features, [new("a"), new("flat"), new("a again"), new("b")], 50);
        Assert.Equal([0, 2, 3], ((SelectTransform)new VarianceSelection(0).Fit(rows, 0, CancellationToken.None)).Kept.ToArray());
        Assert.Equal([0, 1, 3], ((SelectTransform)new CorrelationSelection(0.95).Fit(rows, 0, CancellationToken.None)).Kept.ToArray());
    }

    private static TrainingSet TwoOfSix(LearningTask task)
    {
        var random = new SeededRandom(9);
        double[] x = [.. Enumerable.Range(0, 500 * 6).Select(_ => random.NextNormal())],
            signal = [.. Enumerable.Range(0, 500).Select(row => 2 * x[row * 6 + 1] + 2 * x[row * 6 + 4])];
        ImmutableArray<FeatureInfo> columns = [.. Enumerable.Range(0, 6).Select(c => new FeatureInfo($"x{c}"))];
        return task == LearningTask.Regression ? TrainingSet.Regression(x, columns, signal)
            : TrainingSet.Classification(x, columns, (int[])[.. signal.Select(
                s => task == LearningTask.Binary ? (s > 0 ? 1 : 0) : s < -1 ? 0 : s < 1 ? 1 : 2)], task == LearningTask.Binary ? 2 : 3);
    }
}
