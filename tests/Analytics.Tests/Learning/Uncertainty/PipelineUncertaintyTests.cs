using System.Collections.Immutable;
using Kolosal.Learning.Pipelines;

namespace Kolosal.Learning.Uncertainty;

public class PipelineUncertaintyTests
{
    [Fact]
    public void A_forest_is_split_by_what_its_trees_say()
    {
        var table = Samples.Mixed(200, 3);
        var pipeline = Fit(table, "random_forest", 5);
        var ensemble = (IEnsemblePredictor)pipeline.Predictor;
        var split = PipelineUncertainty.Of([new WeightedPipeline(pipeline)])!;
        Assert.Equal(ensemble.Members, split.Members);
        double[] rows = pipeline.Encode(table), scratch = new double[ensemble.Members * 2], mean = new double[2];
        bool doubt = false;
        for (int row = 0; row < 20; row++)
        {
            var modelRow = rows.AsSpan(row * ensemble.Inputs, ensemble.Inputs);
            var found = split.Split(modelRow);
            var expected = EnsembleUncertainty.Of(ensemble, modelRow, scratch);
            Assert.Equal(expected.Total, found.Total, 12);
            Assert.Equal(expected.Aleatoric, found.Aleatoric, 12);
            Assert.Equal(found.Total, found.Aleatoric + found.Epistemic, 12);

            // A forest answers the mean of its trees, so the total is the entropy of the answer.
            pipeline.Score(modelRow, mean);
            Assert.Equal(-mean.Where(p => p > 0).Sum(p => p * Math.Log(p)), found.Total, 9);
            doubt |= found.Epistemic > 0.01;
        }
        Assert.True(doubt, "Trees that never differ show nothing.");
    }

    [Fact]
    public void Several_pipelines_are_members_by_their_shares()
    {
        var table = Samples.Mixed(200, 3);
        FittedPipeline one = Fit(table, "logistic_regression", 1), other = Fit(table, "prior", 1);
        var scorer = new Scorer([new(one, 3), new(other, 1)]);
        var split = PipelineUncertainty.Of([new(one, 3), new(other, 1)])!;
        double[] a = one.Score(table), b = other.Score(table), modelRow = new double[scorer.RowLength];
        double[] first = one.Encode(table), second = other.Encode(table);
        for (int row = 0; row < 10; row++)
        {
            first.AsSpan(row * one.Predictor.Inputs, one.Predictor.Inputs).CopyTo(modelRow);
            second.AsSpan(row * other.Predictor.Inputs, other.Predictor.Inputs).CopyTo(modelRow.AsSpan(one.Predictor.Inputs));
            var found = split.Split(modelRow);
            double H(double p) => -(p * Math.Log(p)) - (1 - p) * Math.Log(1 - p);
            double p = a[2 * row + 1], q = b[2 * row + 1];
            Assert.Equal(H(0.75 * p + 0.25 * q), found.Total, 9);
            Assert.Equal(0.75 * H(p) + 0.25 * H(q), found.Aleatoric, 9);
            Assert.Equal(found.Total - found.Aleatoric, found.Epistemic, 9);
        }
    }

    [Fact]
    public void Numbers_have_the_weighted_variance_of_what_the_members_say()
    {
        var table = Samples.Mixed(200, 3, missing: false);
        FittedPipeline one = Fit(table, "ridge", 1, "income"), other = Fit(table, "prior", 1, "income");
        var split = PipelineUncertainty.Of([new(one, 1), new(other, 1)])!;
        double a = one.Score(table)[0], b = other.Score(table)[0];
        double[] modelRow = [.. one.Encode(table)[..one.Predictor.Inputs], .. other.Encode(table)[..other.Predictor.Inputs]];
        var found = split.Split(modelRow);
        Assert.Equal(1, found.Epistemic / ((a - b) * (a - b) / 4), 9);
        Assert.Equal((0.0, found.Epistemic), (found.Aleatoric, found.Total));
    }

    [Fact]
    public void A_single_model_has_nobody_to_contradict_it() =>
        Assert.Null(PipelineUncertainty.Of([new WeightedPipeline(Fit(Samples.Mixed(80, 1), "logistic_regression", 1))]));

    private static FittedPipeline Fit(Tabular.Frame table, string trainer, ulong seed, string target = "risk") => PipelineTrainer.Fit(
        TrainingPart.WholeTable(table), LearningProblem.Infer(table, target), Trainers.Get(trainer), HyperParameters.Empty, seed,
        CancellationToken.None);
}
