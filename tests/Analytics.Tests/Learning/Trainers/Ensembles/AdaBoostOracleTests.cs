using Kolosal.Testing;

namespace Kolosal.Learning.Ensembles;

/// <summary>Votes and errors of the rounds of scikit-learn 1.2.1's SAMME on stumps; every case is run.</summary>
public class AdaBoostOracleTests
{
    public static TheoryData<string> Ids => OracleReading.Ids("models_other.json", "adaboost");

    [OracleTheory, MemberData(nameof(Ids))]
    public void Every_round_has_the_error_and_the_vote(string id)
    {
        var it = OracleReading.Case("models_other.json", id);
        double[][] x = it.Matrix("X");
        int[] y = it.Integers("y");
        var rows = TrainingSet.Classification(x.SelectMany(row => row).ToArray(), [.. x[0].Select((_, c) => new FeatureInfo($"x{c}"))], y,
            y.Max() + 1);
        var trainer = new AdaBoostTrainer(new()
        {
            Rounds = (int)it.Param("n_estimators"),
            MaxDepth = it.Params.GetProperty("base").GetString() == "stump" ? 1 : 3
        });
        var (model, errors) = trainer.FitRounds(rows, 1, CancellationToken.None);
        it.Near("estimator_errors", errors);
        it.Near("estimator_weights", model.Votes);
        double[] output = new double[rows.Classes];
        double right = 0;
        for (int r = 0; r < rows.Rows; r++)
        {
            model.Score(rows.Row(r), output);
            if (Array.IndexOf(output, output.Max()) == y[r]) right++;
        }
        it.Near("train_accuracy", right / rows.Rows);
    }
}
