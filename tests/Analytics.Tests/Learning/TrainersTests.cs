namespace Kolosal.Learning;

/// <summary>The one place where a process says which engines it has. Those of these tests are missing, so that no other test meets them.</summary>
public class TrainersTests
{
    private static readonly TrainerDescriptor Ridge = Trainers.Get("ridge");

    [Fact]
    public void A_missing_engine_offers_nothing_and_says_why()
    {
        Trainers.Add(new TrainerEngine("Elsewhere 2.0", [Ridge with { Name = "elsewhere.ridge" }], "its library is not installed"));
        Assert.DoesNotContain(Trainers.All, t => t.Name == "elsewhere.ridge");
        string why = Assert.Throws<KeyNotFoundException>(() => Trainers.Get("elsewhere.ridge")).Message;
        Assert.Contains("Elsewhere 2.0", why);
        Assert.Contains("its library is not installed", why);
    }

    [Fact]
    public void Its_models_are_read_all_the_same()
    {
        Trainers.Add(new TrainerEngine("Reading 1.0", [Ridge with { Name = "reading.ridge" }], "its library is not installed"));
        var rows = TrainerConformanceTests.Rows("ridge", LearningTask.Regression, 40);
        var model = Ridge.Create(HyperParameters.Empty).Fit(rows, 1, CancellationToken.None);
        using var stream = new MemoryStream();
        model.Write(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.Equal(model.Inputs, Trainers.ReaderOf("reading.ridge")!(new BinaryReader(stream)).Inputs);
    }

    [Fact]
    public void A_name_stays_with_one_algorithm()
    {
        var fault = Assert.Throws<ArgumentException>(() => Trainers.Add(new TrainerEngine("Other 1.0", [Ridge], "missing")));
        Assert.Contains("'ridge'", fault.Message);
        Assert.DoesNotContain(Trainers.Engines, engine => engine.Name == "Other 1.0");
        Assert.Throws<ArgumentException>(() => Trainers.Add(new TrainerEngine("Twice 1.0",
            [Ridge with { Name = "twice" }, Ridge with { Name = "twice" }], "missing")));
        Trainers.Add(new TrainerEngine("First 1.0", [Ridge with { Name = "first.ridge" }], "missing"));
        Assert.Throws<ArgumentException>(() => Trainers.Add(new TrainerEngine("Second 1.0", [Ridge with { Name = "first.ridge" }], "missing")));
    }

    [Fact]
    public void An_engine_added_again_is_the_one_that_is_there()
    {
        var engine = new TrainerEngine("Again 1.0", [Ridge with { Name = "again.ridge" }], "missing");
        Trainers.Add(engine);
        Trainers.Add(engine with { Missing = "gone" }, engine);
        Assert.Equal("missing", Assert.Single(Trainers.Engines, known => known.Name == "Again 1.0").Missing);
    }

    [Fact]
    public void Our_own_give_the_same_bytes_for_any_number_of_threads() =>
        Assert.All(Trainers.Own, trainer => Assert.Equal((Determinism.AnyThreads, null), (trainer.Determinism, trainer.Unstoppable)));
}
