using Kolosal.Learning.Ensembles;
using Kolosal.Learning.Metrics;
using Kolosal.Statistics;

namespace Kolosal.Learning;

public class ThresholdModelTests
{
    [Theory]
    [InlineData(0.8, 0.3, 0.2, 0.5, 0.3)]
    [InlineData(0.3, 0.5, 0.7, 0, 0.3)] // more probable above 1 than above 0 cannot be: the second is brought down to the first
    [InlineData(1, 1, 0, 0, 1)]
    public void Classes_get_the_differences_of_the_thresholds(double aboveFirst, double aboveSecond, double low, double middle, double high)
    {
        var model = new ThresholdModel([new Fixed(aboveFirst), new Fixed(aboveSecond)]);
        double[] said = new double[3], batch = new double[6];
        model.Score([0], said);
        model.ScoreBatch([0, 0], 2, batch);
        Assert.Equal([low, middle, high], said.Select(p => Math.Round(p, 12)));
        Assert.Equal([.. said, .. said], batch);
    }

    /// <summary>Five classes cut out of one noisy line: thresholds of a straight score need five coefficients apart, a softmax of it as well, but
    /// it does not know that classes lie beside each other.</summary>
    [Fact]
    public void An_order_helps_where_rows_are_few()
    {
        double with = 0, without = 0;
        for (ulong seed = 0; seed < 5; seed++)
        {
            var (rows, fresh) = (Line(80, seed), Line(500, 100 + seed));
            with += Loss("ordinal_logistic", rows, fresh);
            without += Loss("logistic_regression", rows, fresh);
        }
        Assert.True(with < without, $"{with / 5:0.0000} with the order, {without / 5:0.0000} without it.");
    }

    [Fact]
    public void A_threshold_that_the_rows_do_not_part_is_answered_by_its_share()
    {
        // Class 0 of four has no row: everything is above it.
        var rows = TrainingSet.Classification(new double[] { 0, 1, 2, 3, 4, 5 }, [new("x")], new[] { 1, 1, 2, 2, 3, 3 }, 4);
        var trainer = Trainers.Get("ordinal_logistic");
        var model = trainer.Create(HyperParameters.Empty).Fit(rows, 1, default);
        double[] said = new double[4];
        model.Score([2], said);
        Assert.Equal(0, said[0]);
        Assert.Equal(1, said.Sum(), 12);
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) model.Write(writer);
        bytes.Position = 0;
        double[] again = new double[4];
        trainer.Read(new BinaryReader(bytes)).Score([2], again);
        Assert.Equal(said, again);
    }

    private static double Loss(string trainer, TrainingSet rows, TrainingSet fresh)
    {
        var model = Trainers.Get(trainer).Create(HyperParameters.Empty).Fit(rows, 1, default);
        double[] said = new double[fresh.Rows * fresh.Classes];
        model.ScoreBatch(fresh.Features.Span, fresh.Rows, said);
        return ProbabilityMetrics.RankedProbabilityScore(ScoredRows.Classification(fresh.Labels, fresh.Classes, said));
    }

    private static TrainingSet Line(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        const int Columns = 4;
        double[] x = new double[Columns * count];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            double score = 0;
            for (int c = 0; c < Columns; c++) score += (x[Columns * row + c] = random.NextNormal()) * (c < 2 ? 1 : 0);
            labels[row] = Math.Clamp((int)Math.Floor((score + 0.5 * random.NextNormal()) / 0.9 + 2.5), 0, 4);
        }
        return TrainingSet.Classification(x, [.. Enumerable.Range(0, Columns).Select(c => new FeatureInfo($"x{c}"))], labels, 5);
    }

    private sealed class Fixed(double above) : IPredictor
    {
        public int Inputs => 1;

        public int Outputs => 2;

        public void Score(ReadOnlySpan<double> row, Span<double> output) => (output[0], output[1]) = (1 - above, above);

        public void Write(BinaryWriter writer) => writer.Write(above);
    }
}
