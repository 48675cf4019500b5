namespace Kolosal.Learning.Trees;

/// <summary>A predictor that scores in its own way and may turn out to be a sum of trees; attributions then go by the trees.</summary>
public interface ITreeView : IPredictor
{
    /// <summary>The trees whose raw scores the outputs follow from, alone and rising; null where there is more to it. The same object at every
    /// call.</summary>
    AdditiveTrees? Trees { get; }
}
