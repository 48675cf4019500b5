using System.Diagnostics;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Learning;

/// <summary>Exports under onnx's own checker, shapes inferred (<c>onnx.checker.check_model(full_check=True)</c>).</summary>
public class OnnxCheckerTests
{
    private const string Script = """
        import sys, onnx
        model = onnx.load(sys.argv[1])
        onnx.checker.check_model(model, full_check=True)
        print('checked by', onnx.__version__)
        """;

    [OnnxCheckerTheory]
    [InlineData("gradient_boosting", LearningTask.Binary), InlineData("random_forest", LearningTask.Multiclass), InlineData("ridge",
        LearningTask.Regression)]
    [InlineData("mlp", LearningTask.Multiclass), InlineData("ada_boost", LearningTask.Regression), InlineData("gaussian_naive_bayes",
        LearningTask.Binary)]
    public void An_exported_model_passes_the_checker(string trainer, LearningTask task)
    {
        var table = Samples.Mixed(300, 5);
        var descriptor = Trainers.Get(trainer);
        var parameters = descriptor.Space.Parameters.Any(parameter => parameter.Name == "trees") ? HyperParameters.Empty.With("trees", 10)
            : HyperParameters.Empty;
        double[] amounts = ((NumericColumn)table["amount"]).Values.ToArray();
        var grades = CategoricalColumn.From(amounts.Select(amount => amount < 900 ? "c" : amount < 1100 ? "b" : "a"));
        table = new(new TableSchema([.. table.Schema.Columns, new("grade", ColumnType.Categorical, ColumnRole.Ignored)]), [.. table.Columns, grades]);
        string target = task switch { LearningTask.Binary => "risk", LearningTask.Multiclass => "grade", _ => "amount" };
        var model = new Scorer([new(PipelineTrainer.Fit(TrainingPart.WholeTable(table), LearningProblem.Infer(table, target, task), descriptor,
            parameters, 1,
            CancellationToken.None))]);
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, OnnxModel.Write(model.Describe(), "model", "1.0", [new("a", "b")]));
            var (code, said) = OnnxCheckerTheoryAttribute.Run("-c", Script, file);
            Assert.True(code == 0, said);

            // A checker that cannot fail would prove nothing.
            byte[] damaged = File.ReadAllBytes(file);
            // Field 4 of a node is its operator, and the text has 8 bytes.
            int at = damaged.AsSpan().IndexOf((byte[])[0x22, 8, .. "Identity"u8]);
            "Idendity"u8.CopyTo(damaged.AsSpan(at + 2));
            File.WriteAllBytes(file, damaged);
            Assert.NotEqual(0, OnnxCheckerTheoryAttribute.Run("-c", Script, file).Code);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

/// <summary>Skipped where Python has no onnx (on Debian: python3-onnx).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxCheckerTheoryAttribute : TheoryAttribute
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Present = new(() => File.Exists(Python) && Run("-c", "import onnx").Code == 0);

    public OnnxCheckerTheoryAttribute()
    {
        if (!Present.Value) Skip = "Needs Python's onnx package: apt-get install python3-onnx.";
    }

    public static (int Code, string Said) Run(params string[] arguments)
    {
        using var python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = python.StandardOutput.ReadToEndAsync();
        string complained = python.StandardError.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, said.Result + complained);
    }
}
