package com.google.android.material.button

/** The accessibility test framework asks whether a view is one of these; the library that has them is not needed for it. */
open class MaterialButton(context: android.content.Context) : android.widget.Button(context)
