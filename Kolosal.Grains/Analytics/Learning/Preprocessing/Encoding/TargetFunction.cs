namespace Kolosal.Learning.Preprocessing;

/// <summary>How the target of a regression is changed before it is learnt.</summary>
public enum TargetFunction
{
    /// <summary>Mean 0, standard deviation 1.</summary>
    Standard,

    /// <summary>The logarithm, shifted where the training targets are not all above 0.</summary>
    Log,

    /// <summary>Box-Cox with λ by maximum likelihood, then standard; for targets above 0.</summary>
    BoxCox,

    /// <summary>Yeo-Johnson with λ by maximum likelihood, then standard.</summary>
    YeoJohnson,
}
