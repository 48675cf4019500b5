using Kolosal.Engines.MlNet;
using Kolosal.Learning;
using Kolosal.Learning.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kolosal.Engines;

/// <summary>What our model of an ML.NET fit gives, against what the library gives of the very same fit.</summary>
public class MlNetModelTests
{
    // The library adds up in float32.
    private const double Rounding = 2e-5;

    public static TheoryData<string, LearningTask> Cells
    {
        get
        {
            var cells = new TheoryData<string, LearningTask>();
            foreach (var trainer in SuiteTrainers.All.Where(t => t.Name.StartsWith("ml_net.", StringComparison.Ordinal)))
                foreach (var task in trainer.Tasks) cells.Add(trainer.Name, task);
            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void It_gives_what_the_library_gives(string name, LearningTask task)
    {
        var rows = TrainerConformanceTests.Rows(name, task, 700);
        var trainer = (MlNetTrainer)Trainers.Get(name).Create(HyperParameters.Empty);
        var ml = new MLContext(5);
        var view = MlNetRows.View(ml, rows, CancellationToken.None);
        var fitted = trainer.Estimator(ml, task, 5).Fit(view);
        var model = trainer.Convert(MlNetTrainer.ModelOf(fitted), rows, TargetUnit.Own, CancellationToken.None);
        var scored = fitted.Transform(view);
        double[] own = new double[rows.Rows * model.Outputs];
        model.ScoreBatch(rows.Features.Span, rows.Rows, own);
        if (task == LearningTask.Multiclass)
        {
            var theirs = scored.GetColumn<float[]>("Score").ToArray();
            for (int row = 0; row < rows.Rows; row++)
                for (int k = 0; k < rows.Classes; k++) Assert.Equal(theirs[row][k], own[row * rows.Classes + k], Rounding);
        }
        else if (task == LearningTask.Regression)
        {
            float[] theirs = [.. scored.GetColumn<float>("Score")];
            for (int row = 0; row < rows.Rows; row++) Assert.Equal(theirs[row], own[row], Rounding * Math.Max(1, Math.Abs(theirs[row])));
        }
        else if (scored.Schema.GetColumnOrNull("Probability") is not null)
        {
            float[] theirs = [.. scored.GetColumn<float>("Probability")];
            for (int row = 0; row < rows.Rows; row++) Assert.Equal(theirs[row], own[2 * row + 1], Rounding);
        }
        else
        {
            // Without the library's own probabilities: ours must rise with its score, row for row.
            float[] theirs = [.. scored.GetColumn<float>("Score")];
            int[] order = [.. Enumerable.Range(0, rows.Rows).OrderBy(row => theirs[row])];
            for (int i = 1; i < order.Length; i++)
                Assert.True(own[2 * order[i] + 1] >= own[2 * order[i - 1] + 1] - Rounding, $"row {order[i]}");
        }
    }

    [Theory, InlineData("ml_net.fast_tree"), InlineData("ml_net.fast_forest")]
    public void Trees_know_how_many_rows_reach_each_node(string name)
    {
        var rows = TrainerConformanceTests.Rows(name, LearningTask.Regression, 300);
        var trees = ((ITreeModel)Trainers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, CancellationToken.None)).AdditiveTrees;
        for (int tree = 0; tree < trees.Trees; tree++)
        {
            var root = trees.Node(trees.RootOf(tree));
            Assert.Equal(rows.Rows, root.Cover);
            if (!root.IsLeaf) Assert.Equal(root.Cover, trees.Node(root.Left).Cover + trees.Node(root.Right).Cover);
        }
    }
}
