namespace Kolosal.Learning;

/// <summary>What is predicted.</summary>
public enum LearningTask
{
    /// <summary>One of two classes; two outputs, the probabilities of class 0 and class 1.</summary>
    Binary,

    /// <summary>One of three or more classes; one probability a class.</summary>
    Multiclass,

    /// <summary>A number; one output.</summary>
    Regression,
}
