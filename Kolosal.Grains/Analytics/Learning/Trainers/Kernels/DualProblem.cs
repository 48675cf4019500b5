namespace Kolosal.Learning.Kernels;

/// <summary>min ½ αᵀQα + pᵀα over 0 ≤ αᵥ ≤ Cᵥ with Σ sᵥ αᵥ kept, where Qᵥᵤ = sᵥ sᵤ k(xᵥ, xᵤ): the form
/// that all support vector machines here share (Chang and Lin, LIBSVM, 2011, section 4).</summary>
/// <param name="Rows">The row of the kernel matrix behind each variable.</param>
/// <param name="Signs">s, +1 or −1.</param>
/// <param name="Linear">p.</param>
/// <param name="Upper">C, above 0.</param>
/// <param name="Start">A point that meets all constraints.</param>
/// <param name="KeepSumsApart">Keeps Σ αᵥ of either sign, as the ν forms ask.</param>
internal sealed record DualProblem(int[] Rows, sbyte[] Signs, double[] Linear, double[] Upper, double[] Start, bool KeepSumsApart = false);

/// <summary>The minimum of a <see cref="DualProblem"/>.</summary>
/// <param name="Signed">sᵥ αᵥ.</param>
/// <param name="Intercept">b of Σ sᵥ αᵥ k(xᵥ, x) + b.</param>
/// <param name="Margin">Half the distance of the levels of the two signs: ρ of ν-SVC, −ε of ν-SVR; 0 where the sums are not kept apart.</param>
internal sealed record DualSolution(double[] Signed, double Intercept, double Margin);
