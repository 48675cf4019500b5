using Kolosal.Learning;

namespace Kolosal.Experiments;

public class TrainingMemoryTests
{
    [Fact]
    public void More_rows_and_larger_models_are_predicted_to_need_more()
    {
        long small = Predict("gradient_boosting", 200), large = Predict("gradient_boosting", 20_000);
        Assert.True(large > small);
        Assert.True(Predict("gradient_boosting", 20_000, ("trees", 2000), ("max_leaves", 512)) > large);
        Assert.True(Predict("random_forest", 20_000, ("trees", 500)) > Predict("random_forest", 20_000, ("trees", 10)));
        Assert.True(Predict("mlp", 2_000, ("units", 256)) > Predict("mlp", 2_000, ("units", 8)));
    }

    [Fact]
    public void A_matrix_of_rows_by_rows_is_in_the_prediction() // n = 4,000: n² doubles are 122 MiB, and there is more than one such matrix
        => Assert.InRange(Predict("gaussian_process", 4_000), 2L * 4_000 * 4_000 * sizeof(double), 12L * 4_000 * 4_000 * sizeof(double));

    [Fact]
    public void Every_trainer_has_a_prediction()
    {
        var table = Tables.Binary(500);
        var plan = RunPlanner.Plan(Tables.Options("label"), table, null);
        Assert.All(Trainers.All, trainer =>
            Assert.InRange(TrainingMemory.Predict(table, plan, new TrialSpec(0, trainer.Name, trainer.Space.Defaults)), 1L << 20, 1L << 30));
    }

    [Fact]
    public void The_error_is_the_share_by_which_the_prediction_was_off() => Assert.Equal(
        (0.5, -0.5, null), (new TrialMemory(150, 900, 100).PredictionError, new TrialMemory(50, 900, 100).PredictionError,
            new TrialMemory(150, 900, null).PredictionError));

    private static long Predict(string trainer, int rows, params (string Name, double Value)[] parameters)
    {
        var table = Tables.Binary(rows);
        var plan = RunPlanner.Plan(Tables.Options("label"), table, null);
        var chosen = parameters.Aggregate(Trainers.Get(trainer).Space.Defaults, (all, one) => all.With(one.Name, one.Value));
        return TrainingMemory.Predict(table, plan, new TrialSpec(0, trainer, chosen));
    }
}
