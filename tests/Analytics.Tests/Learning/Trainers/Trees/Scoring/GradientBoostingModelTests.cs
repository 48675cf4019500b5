namespace Kolosal.Learning.Trees;

public class GradientBoostingModelTests
{
    // One leaf of ln 3 over the base score 0, written by hand: version, loss, one score, trees (version, inputs, width, lengths, arrays).
    private static byte[] Bytes(byte loss, double leaf, int scores = 1)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((byte)1);
        writer.Write(loss);
        writer.Write(scores);
        for (int k = 0; k < scores; k++) writer.Write(0.0);
        writer.Write((byte)1);
        foreach (int number in new[] { 0, 1, scores + 1, scores, scores, 0 }) writer.Write(number);
        for (int tree = 0; tree <= scores; tree++) writer.Write(tree); // roots
        for (int tree = 0; tree < scores; tree++) writer.Write(-1);    // columns
        for (int tree = 0; tree < scores; tree++) writer.Write(0.0);   // thresholds
        for (int tree = 0; tree < scores; tree++) writer.Write(tree);  // first values
        for (int tree = 0; tree < scores; tree++) writer.Write((byte)0);
        for (int tree = 0; tree < scores; tree++) writer.Write(leaf * tree + (scores == 1 ? leaf : 0));
        for (int tree = 0; tree < scores; tree++) writer.Write(0f);
        for (int tree = 0; tree < scores; tree++) writer.Write(1f);
        writer.Flush();
        return stream.ToArray();
    }

    [Theory]
    [InlineData(1, 1.0986122886681098)] // squared
    [InlineData(2, 0.75)]               // logistic, log odds ln 3
    [InlineData(4, 1.0986122886681098)] // absolute
    [InlineData(5, 3)]                  // Poisson
    [InlineData(6, 1.0986122886681098)] // Huber
    [InlineData(7, 1.0986122886681098)] // quantile
    [InlineData(8, 3)]                  // gamma
    [InlineData(9, 3)]                  // Tweedie
    public void A_stored_loss_says_the_link_and_is_stored_again(byte loss, double expected)
    {
        byte[] bytes = Bytes(loss, Math.Log(3));
        var model = TreeRows.Read(bytes, GradientBoostingModel.Read);
        Assert.Equal(expected, model.Predict(), 12);
        Assert.Equal(bytes, model.Bytes());
    }

    [Fact]
    public void Several_scores_are_classes()
    {
        // Scores 0, ln 2, ln 4: shares 1, 2 and 4 of 7.
        var model = TreeRows.Read(Bytes(3, Math.Log(2), scores: 3), GradientBoostingModel.Read);
        var output = new double[3];
        model.Score([], output);
        for (int k = 0; k < 3; k++) Assert.Equal((1 << k) / 7.0, output[k], 12);
    }

    [Fact]
    public void Unknown_losses_and_wrong_numbers_of_scores_are_refused()
    {
        Assert.Contains("number 11", Assert.Throws<InvalidDataException>(() => TreeRows.Read(Bytes(11, 1), GradientBoostingModel.Read)).Message);
        Assert.Throws<InvalidDataException>(() => TreeRows.Read(Bytes(0, 1), GradientBoostingModel.Read));
        Assert.Contains("3 raw scores", Assert.Throws<InvalidDataException>(
            () => TreeRows.Read(Bytes(2, 1, scores: 3), GradientBoostingModel.Read)).Message);
    }

    [Fact]
    public void Probabilities_sum_to_one()
    {
        var set = TreeRows.Mixed(500, seed: 6, classes: 4);
        double[] outputs = Fit(new() { Trees = 30 }, set).PredictAll(set);
        for (int r = 0; r < set.Rows; r++) Assert.Equal(1, outputs.AsSpan(r * 4, 4).ToArray().Sum(), 12);
    }

    [Fact]
    public void A_batch_gets_the_bits_of_its_rows()
    {
        var set = TreeRows.Mixed(777, seed: 10, classes: 3);
        var model = Fit(new() { Trees = 40 }, set);
        double[] batch = model.PredictAll(set), single = new double[3];
        for (int r = 0; r < set.Rows; r++)
        {
            model.Score(set.Row(r), single);
            Assert.Equal(single, batch.AsSpan(r * 3, 3).ToArray());
        }
    }

    [Fact]
    public void Scoring_a_row_allocates_nothing()
    {
        var set = TreeRows.Mixed(500, seed: 6);
        var model = Fit(new(), set);
        var output = new double[2];
        model.Score(set.Row(0), output);
        Assert.Equal(0, Allocated.Least(() =>
        {
            for (int r = 0; r < set.Rows; r++) model.Score(set.Row(r), output);
        }));
    }

    [Fact]
    public void A_written_model_reads_back_equal()
    {
        var set = TreeRows.Mixed(600, seed: 6, classes: 3);
        var model = Fit(new() { Trees = 10 }, set);
        var read = TreeRows.Read(model.Bytes(), GradientBoostingTrainer.Descriptor.Read);
        Assert.Equal(model.Bytes(), read.Bytes());
        Assert.Equal(model.PredictAll(set), read.PredictAll(set));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        byte[] bytes = Fit(new() { Trees = 1, MaxLeaves = 2, MinRowsPerLeaf = 1 }, TreeRows.OneColumn([1, 2, 3, 10], [0, 0, 0, 9])).Bytes();
        byte[] version = [.. bytes];
        version[0] = 9;
        Assert.Throws<InvalidDataException>(() => TreeRows.Read(version, GradientBoostingModel.Read));
        Assert.ThrowsAny<IOException>(() => TreeRows.Read(bytes[..^3], GradientBoostingModel.Read));
    }

    [Fact]
    public void Importances_name_the_columns_that_split()
    {
        var model = (GradientBoostingModel)Fit(new(), TreeRows.Numeric(800, seed: 3));
        var (splits, gains) = model.Trees.Importances();
        Assert.Equal(model.Trees.Columns.Count(c => c >= 0), splits.Sum());
        Assert.True(gains[0] > gains[1] && gains[1] > 5 * gains[2]);
    }

    private static IPredictor Fit(GradientBoostingOptions options, TrainingSet rows) =>
        new GradientBoostingTrainer(options).Fit(rows, 1, CancellationToken.None);
}
