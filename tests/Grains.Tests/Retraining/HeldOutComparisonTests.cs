using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Predictions;
using Kolosal.Tabular;

namespace Kolosal.Retraining;

public class HeldOutComparisonTests
{
    private static readonly Frame Learnt = Tables.Binary(400, seed: 1), Fresh = Tables.Binary(300, seed: 2);

    [Fact]
    public void A_model_that_learnt_beats_one_that_did_not_and_the_reverse_is_the_mirror()
    {
        Scorer knows = Fit("logistic_regression"), guesses = Fit("prior");
        var found = HeldOutComparison.Run(Fresh, 0, guesses, knows, CancellationToken.None);
        var mirrored = HeldOutComparison.Run(Fresh, 0, knows, guesses, CancellationToken.None);
        Assert.True(found.Gain > 0 && found.Low > 0 && found.PValue < 1e-6, $"{found}");
        Assert.True(found.ChallengerOnlyRight > found.ChampionOnlyRight && found.McNemarP < 1e-3, $"{found}");
        Assert.Equal((found.Gain, found.ChampionLoss), (-mirrored.Gain, mirrored.ChallengerLoss));
        Assert.Equal((found.ChampionOnlyRight, found.ChallengerOnlyRight), (mirrored.ChallengerOnlyRight, mirrored.ChampionOnlyRight));
    }

    [Fact]
    public void A_model_does_not_differ_from_itself()
    {
        var found = HeldOutComparison.Run(Fresh, 3, Fit("logistic_regression"), Fit("logistic_regression"), CancellationToken.None);
        Assert.Equal((300, 3, 0, 1, 0, 0), (found.Rows, found.LeftOut, found.Gain, found.PValue, found.ChampionOnlyRight, found.ChallengerOnlyRight));
    }

    [Fact]
    public void Rows_that_were_learnt_from_are_left_out_wherever_they_stand()
    {
        int[] backwards = [.. Enumerable.Range(0, 400).Reverse()];
        string[] columns = ["x0", "x1", "noise", "colour", "label", "elsewhere"];
        Assert.Empty(HeldOutComparison.Unlearnt(Learnt.SelectRows(backwards), Learnt, columns));
        Assert.Equal(300, HeldOutComparison.Unlearnt(Fresh, Learnt, columns).Length);
        Assert.Equal([400, 401], HeldOutComparison.Unlearnt(
            Tables.Of([.. Learnt.Schema.Columns.Select((c, i) => (c.Name, Join(Learnt.Columns[i], Fresh.Columns[i], 2)))]), Learnt, columns));
    }

    [Fact]
    public void A_logged_row_is_scored_as_the_row_itself()
    {
        var scorer = Fit("logistic_regression");
        ImmutableArray<LoggedColumn> logged =
            [new("colour", true, ["blue", "red"]), new("x1", false, []), new("noise", false, []), new("x0", false, [])];
        var (shadow, why) = ShadowScorer.Of(scorer, logged, [.. scorer.Problem.Classes.Reverse()]);
        Assert.Null(why);
        double[] said = new double[2];
        double[] expected = scorer.Score(Fresh);
        for (int row = 0; row < 50; row++)
        {
            double At(string column) => RawValue.At(Fresh[column], row).Number;
            int colour = RawValue.At(Fresh["colour"], row).Text == "red" ? 1 : 0;
            Assert.True(shadow!.TryScore([colour, At("x1"), At("noise"), At("x0")], said));
            Assert.Equal([expected[2 * row + 1], expected[2 * row]], said); // the champion's order of classes
        }
        Assert.False(shadow!.TryScore([-1, 0, 0, 0], said)); // a category whose name the log did not keep
        Assert.True(shadow.TryScore([double.NaN, 0, 0, 0], said));
    }

    [Fact]
    public void A_schema_that_the_log_cannot_serve_is_refused_with_the_column()
    {
        var scorer = Fit("logistic_regression");
        ImmutableArray<LoggedColumn> full =
            [new("x0", false, []), new("x1", false, []), new("noise", false, []), new("colour", true, ["blue", "red"])];
        Assert.Contains("'x1'", ShadowScorer.Of(scorer, full.RemoveAt(1), scorer.Problem.Classes).NotPossible);
        Assert.Contains("free text", ShadowScorer.Of(scorer, full.SetItem(3, new("colour", true, [])), scorer.Problem.Classes).NotPossible);
        Assert.Contains("another type", ShadowScorer.Of(scorer, full.SetItem(0, new("x0", true, ["a"])), scorer.Problem.Classes).NotPossible);
        Assert.Contains("classes", ShadowScorer.Of(scorer, full, ["yes", "maybe"]).NotPossible);
    }

    private static Scorer Fit(string trainer)
    {
        var pipeline = PipelineTrainer.Fit(TrainingPart.WholeTable(Learnt), LearningProblem.Infer(Learnt, "label"), Trainers.Get(trainer),
            HyperParameters.Empty, 1, CancellationToken.None);
        return ModelPackage.Create(pipeline).CreateScorer();
    }

    private static Column Join(Column first, Column second, int rows) => first is NumericColumn
        ? new NumericColumn([.. Values(first, 400), .. Values(second, rows)])
        : CategoricalColumn.From([.. Texts(first, 400), .. Texts(second, rows)]);

    private static IEnumerable<double> Values(Column column, int rows) => Enumerable.Range(0, rows).Select(row => RawValue.At(column, row).Number);

    private static IEnumerable<string> Texts(Column column, int rows) => Enumerable.Range(0, rows).Select(row => RawValue.At(column, row).Text!);
}
