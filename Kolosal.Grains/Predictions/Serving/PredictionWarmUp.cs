using System.Text;
using Kolosal.Events;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Tabular;
using Microsoft.Extensions.Hosting;

namespace Kolosal.Predictions;

/// <summary>
/// Runs the code of a prediction before anybody asks for one: a cold process answers its first seconds at a third of its speed. The process
/// reports ready when it is through.
/// </summary>
/// <remarks>
/// Rows of a small model that it trains itself are decoded from JSON, encoded, scored and written as a log record, into memory. It has a thread
/// of its own beside the silo's start, so that it lengthens that by little.
/// </remarks>
internal sealed class PredictionWarmUp(TimeProvider clock) : BackgroundService
{
    /// <summary>After so many calls the runtime has what it needs to compile the path anew.</summary>
    private const int Calls = 300;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(700);

    private readonly TaskCompletionSource warm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the path is warm; with the fault when it failed.</summary>
    public Task Done => warm.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var thread = new Thread(() =>
        {
            try
            {
                Run(stoppingToken);
                warm.TrySetResult();
            }
            catch (OperationCanceledException)
            {
                warm.TrySetCanceled(stoppingToken);
            }
            catch (Exception fault)
            {
                warm.TrySetException(fault);
            }
        })
        { IsBackground = true, Name = "predictions-warm-up" };
        thread.Start();
        await warm.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Run(CancellationToken stop)
    {
        var (model, rows) = Small(stop);
        long began = clock.GetTimestamp();
        byte[] one = Encoding.UTF8.GetBytes($"[{rows[0]}]"), many = Encoding.UTF8.GetBytes($"[{string.Join(',', rows)}]");
        for (int call = 0; call < Calls && clock.GetElapsedTime(began) < Longest; call++)
        {
            stop.ThrowIfCancellationRequested();
            var scored = model.Score(call % 8 == 0 ? many : one, RowFormat.Json, rows.Length, new RowErrors())!;
            var served = new ServedRequest(
                0, Guid.CreateVersion7(clock.GetUtcNow()), 1, clock.GetUtcNow(), 0, null, false, scored.Rows, scored.Inputs, scored.Outputs,
                scored.Decisions);
            byte[] record = new byte[ServedRecord.MaximumBytes("warm/up", served)];
            ServedRecord.Write("warm/up", new byte[32], served, record);
        }
    }

    private static (LoadedModel Model, string[] Rows) Small(CancellationToken stop)
    {
        const int Rows = 64;
        double[] number = [.. Enumerable.Range(0, Rows).Select(row => row * 37 % 64 / 8.0)];
        string[] word = [.. Enumerable.Range(0, Rows).Select(row => "abc"[row % 3].ToString())];
        var table = new Frame(
            new TableSchema([new("number", ColumnType.Numeric), new("word", ColumnType.Categorical),
                new("truth", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn(number), CategoricalColumn.From(word),
                CategoricalColumn.From(number.Select((value, row) => value + row % 3 > 4 ? "yes" : "no")),
            ]);
        var package = ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "truth"), Trainers.Get("gradient_boosting"), HyperParameters.Empty, 1,
            stop));
        var inputs = package.InputSchema.Columns.Select(column => new ColumnReference(
            column.Name, column.Type == ColumnType.Categorical, false, column.Categories, [], [], 0, 0, 0));
        var model = new LoadedModel(package, new MonitoringReference(
            0, "binary", package.Manifest.Problem.Classes, null, [.. inputs], new ColumnReference("truth", true, false, [], [], [], 0, 0, 0)));
        return (model, [.. number.Select((value, row) => FormattableString.Invariant($"{{\"number\":{value:R},\"word\":\"{word[row]}\"}}"))]);
    }
}
