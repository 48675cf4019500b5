using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Engines;

/// <summary>Packages of the engines' trainers as they were first written, with the scores they gave: every later version gives the same, on
/// machines without the library as well.</summary>
/// <remarks>KOLOSAL_ACCEPT=1 writes those that are not there yet.</remarks>
public class EnginePackageTests
{
    private static readonly string Folder = Path.Combine(SharedFolders.Repository, "tests", "Silo.Tests", "Engines", "Golden");
    private static readonly Frame Table = Samples.Mixed(80, seed: 21);

    public static TheoryData<string> Names => [.. SuiteTrainers.All.Select(trainer => trainer.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_loads_and_scores_as_it_did(string name)
    {
        string package = Path.Combine(Folder, $"v1-{name}.kolosal"), scores = Path.Combine(Folder, $"v1-{name}.json");
        if (!File.Exists(package) && Environment.GetEnvironmentVariable("KOLOSAL_ACCEPT") == "1") Write(name, package, scores);
        using var stream = File.OpenRead(package);
        double[] got = ModelPackage.Load(stream).CreateScorer().Score(Table),
            expected = JsonSerializer.Deserialize<double[]>(File.ReadAllText(scores))!;
        Assert.True(expected.Distinct().Count() > 2);
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++) Assert.Equal(expected[i], got[i], 1e-9 * Math.Max(1, Math.Abs(expected[i])));
    }

    private static void Write(string name, string package, string scores)
    {
        var trainer = Trainers.Get(name);
        string target = trainer.Supports(LearningTask.Binary) ? "risk" : "amount";
        var made = ModelPackage.Create(PipelineTrainer.Fit(TrainingPart.WholeTable(Table), LearningProblem.Infer(Table, target), trainer,
            HyperParameters.Empty, 3, CancellationToken.None));
        Directory.CreateDirectory(Folder);
        using (var stream = File.Create(package)) made.Save(stream);
        File.WriteAllText(scores, JsonSerializer.Serialize(made.CreateScorer().Score(Table)));
    }
}
