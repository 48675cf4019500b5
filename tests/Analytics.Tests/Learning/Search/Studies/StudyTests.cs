using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Learning.Search;

public class StudyTests
{
    private static readonly SearchSpace Space = new(
        new FloatParameter("rate", 1e-3, 1, 0.1, Log: true),
        new IntegerParameter("leaves", 4, 256, 31, Log: true),
        new CategoricalParameter("growth", ["depth", "leaf"], "leaf"),
        new FloatParameter("dropout", 0, 1, 0.1, When: new ParameterCondition("growth", "depth")));

    public static TheoryData<string> Names => [.. Samplers.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_study_read_back_asks_for_the_same_trials(string sampler)
    {
        var study = Study.Create(Space, [ObjectiveDirection.Maximize], sampler, "median", seed: 5);
        var copy = study;
        for (int step = 0; step < 30; step++)
        {
            copy = Copy(study);
            Assert.Equal(Json(study), Json(copy));
            (study, var trial) = study.Ask();
            (copy, var same) = copy.Ask();
            Assert.Equal(trial.Parameters, same.Parameters);
            if (step % 3 == 0) continue; // some are still running
            study = step % 7 == 1 ? study.TellFailed(trial.Number, "out of memory")
                : study.Report(trial.Number, 1, step).Study.Tell(trial.Number, -Loss(trial.Parameters));
        }
        Assert.Equal(30, study.Trials.Length);
    }

    [Fact]
    public void What_is_given_first_is_tried_first()
    {
        var first = HyperParameters.Empty.With("rate", 0.5);
        var study = Study.Create(Space, [ObjectiveDirection.Minimize], "random", first: [first]);
        (study, var one) = study.Ask();
        (study, var two) = study.Ask();
        Assert.Equal(Space.Complete(first), one.Parameters);
        Assert.NotEqual(one.Parameters, two.Parameters);
        Assert.Throws<ArgumentException>(() => Study.Create(Space, [ObjectiveDirection.Minimize], "random",
            first: [HyperParameters.Empty.With("rate", 5.0)]));
    }

    [Fact]
    public void The_best_is_best_in_the_direction_asked_for()
    {
        foreach (var direction in Enum.GetValues<ObjectiveDirection>())
        {
            var study = Study.Create(Space, [direction], "random");
            Assert.Empty(study.Best());
            foreach (double value in (double[])[2, 7, 7, 1]) study = study.Ask().Study.Tell(study.Trials.Length, value);
            study = study.Ask().Study.TellFailed(4, "none");
            Assert.Equal(direction == ObjectiveDirection.Maximize ? 1 : 3, Assert.Single(study.Best()).Number);
        }
    }

    [Fact]
    public void Telling_again_changes_nothing_and_telling_otherwise_is_refused()
    {
        var study = Study.Create(Space, [ObjectiveDirection.Minimize], "random").Ask().Study;
        (study, _) = study.Report(0, 1, 3);
        Assert.Equal(Json(study), Json(study.Report(0, 1, 3).Study));
        Assert.Throws<ArgumentException>(() => study.Report(0, 1, 4));
        Assert.Throws<ArgumentException>(() => study.Report(0, 0, 4));
        Assert.Throws<ArgumentException>(() => study.Report(0, 2, double.NaN));
        Assert.Throws<ArgumentException>(() => study.Tell(0, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => study.Tell(0, 1, 2));
        Assert.Throws<ArgumentException>(() => study.Tell(1, 1));
        var told = study.Tell(0, 3);
        Assert.Equal(Json(told), Json(told.Tell(0, 3)));
        Assert.Throws<ArgumentException>(() => told.Tell(0, 4));
        Assert.Throws<ArgumentException>(() => told.TellPruned(0));
        Assert.Throws<ArgumentException>(() => told.Report(0, 2, 4));
        Assert.Equal(Json(study.TellPruned(0)), Json(study.TellPruned(0).TellPruned(0)));
    }

    [Fact]
    public void A_hopeless_trial_is_advised_to_stop_in_the_direction_asked_for()
    {
        foreach (var direction in Enum.GetValues<ObjectiveDirection>())
        {
            double sign = direction == ObjectiveDirection.Maximize ? 1 : -1;
            var study = Study.Create(Space, [direction], "random", "median");
            for (int n = 0; n < 6; n++) study = study.Ask().Study.Report(n, 1, sign * n).Study.Tell(n, sign * n);
            study = study.Ask().Study;
            Assert.True(study.Report(6, 1, sign * -1).Prune);
            Assert.False(study.Report(6, 1, sign * 9).Prune);
        }
    }

    [Fact]
    public void A_study_that_contradicts_itself_cannot_be_built()
    {
        Assert.Throws<ArgumentException>(() => Study.Create(Space, [], "tpe"));
        Assert.Throws<ArgumentException>(() => Study.Create(Space, [ObjectiveDirection.Minimize, ObjectiveDirection.Minimize], "tpe"));
        Assert.Throws<KeyNotFoundException>(() => Study.Create(Space, [ObjectiveDirection.Minimize], "none_such"));
        Assert.Throws<KeyNotFoundException>(() => Study.Create(Space, [ObjectiveDirection.Minimize], "tpe", "none_such"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Study.Create(Space, [ObjectiveDirection.Minimize], "tpe", maxStep: 0));
    }

    [Fact]
    public void A_space_survives_json_and_a_wrong_one_is_refused_in_words()
    {
        var back = Copy(Study.Create(Space, [ObjectiveDirection.Minimize], "random")).Space;
        Assert.Equal(Space.Parameters.Select(p => (p.GetType(), p.Name, p.Range, p.DefaultValue, p.When?.Parent)),
            back.Parameters.Select(p => (p.GetType(), p.Name, p.Range, p.DefaultValue, p.When?.Parent)));
        Assert.Equal(Space.Parameters[3].When!.Values.AsEnumerable(), back.Parameters[3].When!.Values);
        Assert.True(Assert.IsType<IntegerParameter>(back.Parameters[1]).Log);
        foreach (string entry in (string[])["""{"name":"a","type":"float","default":1}""", """{"name":"a","type":"fancy","default":1}""",
            """{"name":"a","type":"float","low":2,"high":1,"default":1}""", """{"name":"a","type":"integer","low":0.5,"high":1,"default":1}"""])
        {
            string json = $$"""{"space":[{{entry}}],"directions":["minimize"],"sampler":"random","pruner":"none","max_step":1,"""
                + """ "seed":1,"first":[],"trials":[]}""";
            Assert.Contains("a", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Study>(json, TabularJson.Options)).Message);
        }
    }

    private static double Loss(HyperParameters p) =>
        Math.Pow(Math.Log10(p.Float("rate")) + 1.5, 2) + (p.Choice("growth") == "leaf" ? 0 : p.Float("dropout"));

    private static string Json(Study study) => JsonSerializer.Serialize(study, TabularJson.Options);

    private static Study Copy(Study study) => JsonSerializer.Deserialize<Study>(Json(study), TabularJson.Options)!;
}
