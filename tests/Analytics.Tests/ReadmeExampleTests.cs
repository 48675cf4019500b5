using System.Text;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal;

/// <summary>What the library's README shows works as it stands there.</summary>
public class ReadmeExampleTests
{
    [Fact]
    public void A_table_becomes_a_package_and_scores()
    {
        string text = "age,risk\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"{i},{(i < 40 ? "low" : "high")}\n"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var file = new MemoryStream();
        var cancel = CancellationToken.None;

        Frame table = Csv.Read(stream);
        var problem = LearningProblem.Infer(table, target: "risk");
        var pipeline = PipelineTrainer.Fit(TrainingPart.WholeTable(table), problem, Trainers.Get("gradient_boosting"), HyperParameters.Empty, seed: 1,
            cancel);
        ModelPackage.Create(pipeline).Save(file);
        double[] probabilities = new Scorer([new(pipeline)]).Score(table);

        // Classes in order: high, low; the second is the positive one.
        Assert.Equal(2 * table.Rows, probabilities.Length);
        Assert.InRange(probabilities[1], 0.9, 1);
        Assert.InRange(probabilities[^1], 0, 0.1);
        Assert.NotEqual(0, file.Length);
    }
}
