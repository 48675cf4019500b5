using Microsoft.ML.OnnxRuntime;

namespace Kolosal.Engines.OnnxRuntime;

/// <summary>Opens sessions of ONNX Runtime: the one place that says where graphs run.</summary>
/// <remarks>One thread a call, since a row is scored by itself and requests run beside each other. To run on DirectML, add its package (it has a
/// build for Windows alone) and append its provider here: <c>options.AppendExecutionProvider_DML()</c>.</remarks>
internal static class OnnxSessions
{
    /// <exception cref="OnnxRuntimeException">The runtime cannot load the graph.</exception>
    public static InferenceSession Open(byte[] file)
    {
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        return new(file, options);
    }
}
