namespace Kolosal.Learning.Neural;

/// <summary>Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1) with weight decay either added to the gradient (L2, as
/// there) or taken from the parameters themselves (AdamW; Loshchilov and Hutter, arXiv:1711.05101, algorithm 2).</summary>
/// <param name="decayed">Which parameters decay.</param>
/// <param name="decay">λ.</param>
/// <param name="decoupled">Whether decay bypasses the moments; it is then multiplied with the learning rate, as in PyTorch.</param>
internal sealed class Adam(bool[] decayed, double decay, bool decoupled)
{
    // Kingma and Ba (ICLR 2015), algorithm 1.
    private const double First = 0.9, Second = 0.999, Floor = 1e-8;
    private readonly double[] means = new double[decayed.Length], squares = new double[decayed.Length];
    private double firstPower = 1, secondPower = 1;

    public void Step(double[] parameters, double[] gradient, double rate)
    {
        (firstPower, secondPower) = (firstPower * First, secondPower * Second);
        double size = rate / (1 - firstPower), root = 1 / Math.Sqrt(1 - secondPower);
        for (int p = 0; p < parameters.Length; p++)
        {
            double g = gradient[p];
            if (decayed[p])
            {
                if (decoupled) parameters[p] -= rate * decay * parameters[p];
                else g += decay * parameters[p];
            }
            means[p] = First * means[p] + (1 - First) * g;
            squares[p] = Second * squares[p] + (1 - Second) * g * g;
            parameters[p] -= size * means[p] / (Math.Sqrt(squares[p]) * root + Floor);
        }
    }
}
