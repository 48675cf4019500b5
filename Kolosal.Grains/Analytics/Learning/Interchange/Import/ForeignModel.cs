namespace Kolosal.Learning.Import;

/// <summary>A model read from another system's file, before it knows the columns of a table.</summary>
/// <param name="Trainer">What its predictor is kept as in packages: one of <see cref="ModelReaders"/>.</param>
/// <param name="Source">What made it, in words: XGBoost binary:logistic.</param>
/// <param name="Predictor">Takes one number for each of <paramref name="Inputs"/>; gives class probabilities or one value.</param>
/// <param name="Inputs">What it reads, in order.</param>
/// <param name="IsRegression">Whether it gives a value; class probabilities otherwise.</param>
/// <param name="Classes">The labels in output order, where the file says them; empty otherwise.</param>
public sealed record ForeignModel(
    string Trainer, string Source, IPredictor Predictor, ImmutableArray<ForeignInput> Inputs, bool IsRegression, ImmutableArray<string> Classes)
{
    /// <summary>What is predicted, as a task.</summary>
    public LearningTask Task => IsRegression ? LearningTask.Regression
        : Predictor.Outputs == 2 ? LearningTask.Binary : LearningTask.Multiclass;
}
