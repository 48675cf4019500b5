using System.Collections;
using Kolosal.Learning;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;

namespace Kolosal.Engines.MlNet;

/// <summary>Looks for a tree model in a pipeline of ML.NET: FastTree or FastForest of numbers or two classes, behind transforms that make every slot
/// from one column.</summary>
internal static class MlNetTreePipeline
{
    /// <param name="model">As its archive was opened.</param>
    /// <param name="schema">What it was saved with.</param>
    /// <param name="columns">The columns that the answer depends on.</param>
    /// <param name="texts">The text of each code of a column; empty for numbers.</param>
    /// <returns>A model over the columns; null where the pipeline is more than that.</returns>
    public static IPredictor? Of(ITransformer model, DataViewSchema schema, string[] columns, ImmutableArray<string>[] texts)
    {
        ITransformer[] steps = [.. Flat(model)];
        ISingleFeaturePredictionTransformer<object>[] predictors = [.. steps.OfType<ISingleFeaturePredictionTransformer<object>>()];
        if (predictors is [] || !steps.All(step => step is ISingleFeaturePredictionTransformer<object> || KeepsSlots(step))
            || !KeysAreTexts(model.GetOutputSchema(schema))) return null;
        object? calibrator = predictors.Length == 2 ? predictors[1].Model : null;
        if (predictors.Length > 2 || (predictors.Length == 2 && calibrator is not PlattCalibrator)) return null;
        IPredictor? Trees<TTree>(TreeEnsemble<TTree> trees, Func<Learning.Trees.TreeEnsemble, IPredictor> finish) where TTree : RegressionTreeBase
        {
            if (trees.Trees.Any(tree => tree.CategoricalSplitFlags.Contains(true))) return null;
            var slots = new MlNetSlots(model, schema, predictors[0].FeatureColumnName, columns, texts);
            if (slots.AreMixed) return null;
            var own = MlNetTrees.Of(trees, slots);
            return slots.Fall ? null : finish(own);
        }
        IPredictor? Classes<TTree>(TreeEnsemble<TTree> trees, PlattCalibrator platt) where TTree : RegressionTreeBase =>
            Trees(trees, own => MlNetTrees.Classes(own, trees.Bias, platt));
        return (predictors[0].Model, calibrator) switch
        {
            (CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> classes, null) =>
                Classes(classes.SubModel.TrainedTreeEnsemble, classes.Calibrator),
            (FastTreeBinaryModelParameters classes, PlattCalibrator platt) => Classes(classes.TrainedTreeEnsemble, platt),
            (FastForestBinaryModelParameters classes, PlattCalibrator platt) => Classes(classes.TrainedTreeEnsemble, platt),
            (FastTreeRegressionModelParameters { TrainedTreeEnsemble: var sum }, null) =>
                Trees(sum, own => MlNetTrees.Numbers(own, sum.Bias, TargetUnit.Own)),
            (FastForestRegressionModelParameters { TrainedTreeEnsemble: var mean }, null) =>
                Trees(mean, own => MlNetTrees.Means(own, mean.Bias, TargetUnit.Own)),
            _ => null,
        };
    }

    private static IEnumerable<ITransformer> Flat(ITransformer model) => model is IEnumerable chain
        ? chain.Cast<ITransformer>().SelectMany(Flat) : [model];

    /// <summary>Whether a transform makes each of its slots from one slot, and of numbers never one that falls where the other rises.</summary>
    private static bool KeepsSlots(ITransformer step) => step is ColumnConcatenatingTransformer or ColumnCopyingTransformer
        or ColumnSelectingTransformer or MissingValueReplacingTransformer or MissingValueIndicatorTransformer or ValueToKeyMappingTransformer
        or KeyToVectorMappingTransformer or KeyToValueMappingTransformer or NormalizingTransformer;

    /// <summary>A key of numbers would rise and fall with them.</summary>
    private static bool KeysAreTexts(DataViewSchema output) => output.All(column => KeyOf(column.Type) is null
        || (column.HasKeyValues() && column.Annotations.Schema["KeyValues"].Type is VectorDataViewType { ItemType: TextDataViewType }));

    private static KeyDataViewType? KeyOf(DataViewType type) => type as KeyDataViewType ?? (type as VectorDataViewType)?.ItemType as KeyDataViewType;
}
