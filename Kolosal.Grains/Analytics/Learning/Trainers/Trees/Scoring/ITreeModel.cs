namespace Kolosal.Learning.Trees;

/// <summary>A predictor that is a sum of decision trees behind a link; what explains or exports trees works on all of them alike.</summary>
public interface ITreeModel : IPredictor
{
    /// <summary>The trees, base scores and link; the same object at every call.</summary>
    AdditiveTrees AdditiveTrees { get; }
}
