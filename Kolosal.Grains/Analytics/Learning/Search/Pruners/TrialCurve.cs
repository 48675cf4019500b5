namespace Kolosal.Learning.Search;

/// <summary>What a trial has shown on its way.</summary>
/// <param name="Number">Its number, from 0; each once.</param>
/// <param name="Losses">By ascending step.</param>
/// <param name="Complete">Whether it came to its end, not pruned and not failed.</param>
public sealed record TrialCurve(int Number, ImmutableArray<StepLoss> Losses, bool Complete)
{
    /// <summary>The loss at a step, or null when none was reported there.</summary>
    public double? At(int step)
    {
        int low = 0, high = Losses.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Losses[middle].Step == step) return Losses[middle].Loss;
            if (Losses[middle].Step < step) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>The loss at the first step that is not below one, which is what a rung at that step sees; null before it is reached.</summary>
    public StepLoss? Reached(int step)
    {
        foreach (var loss in Losses)
            if (loss.Step >= step) return loss;
        return null;
    }
}
