using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET as this process has it: managed code, and two small native libraries of which trees need one.</summary>
internal static class MlNetEngine
{
    /// <summary>The engine.</summary>
    public static TrainerEngine Load() => new("ML.NET 5.0",
    [
        FastTreeTrainer.Descriptor,
        FastForestTrainer.Descriptor,
        GamTrainer.Descriptor,
        SdcaTrainer.Descriptor,
        LbfgsTrainer.Descriptor,
        LbfgsPoissonTrainer.Descriptor,
        AveragedPerceptronTrainer.Descriptor,
        OnlineGradientDescentTrainer.Descriptor,
    ]);
}
