using System.Runtime.InteropServices;
using Kolosal.Learning;

namespace Kolosal.Engines.MlNet;

/// <summary>ML.NET as this process has it: linear models are managed code, trees need a native library.</summary>
internal static class MlNetEngine
{
    private const string TreeLibrary = "FastTreeNative";

    /// <summary>Linear models.</summary>
    public static TrainerEngine Lines() => new("ML.NET 5.0",
    [
        SdcaTrainer.Descriptor,
        LbfgsTrainer.Descriptor,
        LbfgsPoissonTrainer.Descriptor,
        AveragedPerceptronTrainer.Descriptor,
        OnlineGradientDescentTrainer.Descriptor,
    ]);

    /// <summary>Trees; missing where the native library cannot be loaded.</summary>
    public static TrainerEngine Trees() => new("ML.NET 5.0 FastTree", [FastTreeTrainer.Descriptor, FastForestTrainer.Descriptor],
        NativeLibrary.TryLoad(TreeLibrary, typeof(MlNetEngine).Assembly, null, out _) ? null
            : $"its library {TreeLibrary} cannot be loaded on {RuntimeInformation.RuntimeIdentifier}");
}
