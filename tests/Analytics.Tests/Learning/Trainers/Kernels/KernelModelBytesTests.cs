using Kolosal.Statistics;

namespace Kolosal.Learning.Kernels;

/// <summary>Bytes that nobody wrote: a reader refuses them, or answers a model that can score; it
/// never fails in another way and never asks for memory that the bytes do not justify.</summary>
public class KernelModelBytesTests
{
    public static TheoryData<string, LearningTask> Cells
    {
        get
        {
            var cells = new TheoryData<string, LearningTask>();
            foreach (string name in (string[])["svm", "nystroem_svm", "gaussian_process", "mlp"])
                foreach (var task in Enum.GetValues<LearningTask>()) cells.Add(name, task);
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Flipped_bytes_are_refused_or_score(string name, LearningTask task)
    {
        var rows = Rows(task);
        var trainer = Trainers.Get(name);
        using var stream = new MemoryStream();
        trainer.Create(trainer.Space.Defaults).Fit(rows, 1, default).Write(new BinaryWriter(stream));
        byte[] bytes = stream.ToArray();
        var random = new SeededRandom(5);
        for (int round = 0; round < 300; round++)
        {
            byte[] changed = [.. bytes];
            // Lengths and kinds stand at the front: half of the flips go there.
            for (int flip = 0; flip <= round % 3; flip++)
                changed[random.Next(round % 2 == 0 ? Math.Min(64, bytes.Length) : bytes.Length)] ^= (byte)(1 << random.Next(8));
            IPredictor? model = null;
            var fault = Record.Exception(() => model = trainer.Read(new BinaryReader(new MemoryStream(changed))));
            if (fault is not null)
                Assert.True(fault is InvalidDataException or EndOfStreamException, $"{name} {task}: {fault.GetType().Name} {fault.Message}");
            else if (model!.Inputs < 1000 && model.Outputs < 1000) model.Score(new double[model.Inputs], new double[model.Outputs]);
        }
    }

    private static TrainingSet Rows(LearningTask task)
    {
        var random = new SeededRandom(3);
        double[] x = [.. Enumerable.Range(0, 120).Select(_ => random.NextNormal())];
        ImmutableArray<FeatureInfo> columns = [new("a"), new("b")];
        return task == LearningTask.Regression ? TrainingSet.Regression(x, columns, Enumerable.Range(0, 60).Select(i => x[2 * i]).ToArray())
            : TrainingSet.Classification(x, columns, Enumerable.Range(0, 60)
                .Select(i => task == LearningTask.Binary ? (x[2 * i] > 0 ? 1 : 0) : x[2 * i] < -0.5 ? 0 : x[2 * i] < 0.5 ? 1 : 2).ToArray(),
                task == LearningTask.Binary ? 2 : 3);
    }
}
